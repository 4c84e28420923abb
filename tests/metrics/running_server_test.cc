// The real binary as an operator observes it: admin port, log lines, decision
// log.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "berth/v1/placement_service.grpc.pb.h"
#include "nlohmann/json.hpp"
#include "tests/metrics/contract.h"
#include "tests/server/http_client.h"
#include "tests/server/loopback.h"
#include "tests/server/metrics/exposition.h"
#include "tests/server/plan_requests.h"
#include "tests/server/process/server_process.h"

namespace berth {
namespace {

using nlohmann::json;

constexpr char kPlan[] = "berth.v1.PlacementService/PlanPlacement";

std::string Contents(const std::string& path) {
  std::ifstream stream(path);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

bool Eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

class RunningServerTest : public testing::Test {
 protected:
  RunningServerTest() {
    std::string name = std::filesystem::temp_directory_path() / "berth_observed_XXXXXX";
    directory_ = mkdtemp(name.data());
  }
  ~RunningServerTest() override {
    server_.reset();
    std::filesystem::remove_all(directory_);
  }

  void Start(const std::vector<std::string>& more_arguments) {
    std::vector<std::string> arguments = {"--address=127.0.0.1:0", "--admin_address=127.0.0.1:0",
                                          absl::StrCat("--admin_port_file=", directory_, "/admin_port")};
    arguments.insert(arguments.end(), more_arguments.begin(), more_arguments.end());
    server_.emplace(arguments);
    port_ = server_->WaitForPort();
    ASSERT_NE(port_, 0) << server_->Output();
    ASSERT_TRUE(Eventually([this] { return absl::SimpleAtoi(Contents(directory_ + "/admin_port"), &admin_port_); }));
  }

  std::string Page(const std::string& path) const {
    const HttpAnswer answer = Ask(admin_port_, path);
    EXPECT_EQ(answer.status, 200) << path;
    return answer.body;
  }

  void AskForPlans() const {
    const auto channel = ConnectTo(port_);
    EXPECT_TRUE(CallRaw(channel, kPlan, FeasibleRequest().SerializeAsString()).status.ok());
    EXPECT_FALSE(CallRaw(channel, kPlan, InvalidRequest().SerializeAsString()).status.ok());
  }

  std::string directory_;
  std::optional<ServerProcess> server_;
  int port_ = 0;
  int admin_port_ = 0;
};

TEST_F(RunningServerTest, ShowsTheMetricsOfTheContract) {
  Start({});
  EXPECT_EQ(ContractOf(Page("/metrics")), Contents(BERTH_SOURCE_DIR "/tests/metrics/metrics.golden"));
}

TEST_F(RunningServerTest, CountsWhatItAnswers) {
  Start({});
  AskForPlans();
  const std::string labels =
      R"(grpc_method="PlanPlacement",grpc_service="berth.v1.PlacementService",grpc_type="unary")";
  const Exposition shown = ReadExposition(Page("/metrics"));
  EXPECT_EQ(shown.At(absl::StrCat("grpc_server_started_total{", labels, "}")), 2);
  EXPECT_EQ(shown.At(absl::StrCat(R"(grpc_server_handled_total{grpc_code="OK",)", labels, "}")), 1);
  EXPECT_EQ(shown.At(absl::StrCat(R"(grpc_server_handled_total{grpc_code="InvalidArgument",)", labels, "}")), 1);
  EXPECT_EQ(shown.At(absl::StrCat("grpc_server_handling_seconds_count{", labels, "}")), 2);
  EXPECT_EQ(shown.At(R"(berth_plans_total{outcome="feasible",platform="replicate"})"), 1);
  EXPECT_EQ(shown.At("berth_requests_in_flight"), 0);
  EXPECT_EQ(shown.At(R"(berth_connections_total{event="accepted"})"), 1);
  EXPECT_EQ(shown.At("berth_requests_queued"), 0);
  EXPECT_EQ(shown.At("berth_queued_work_seconds"), 0);

  const json catalog = json::parse(Page("/catalog"), nullptr, false);
  ASSERT_TRUE(catalog.is_object());
  EXPECT_EQ(catalog["source"], "compiled in");
  EXPECT_EQ(shown.At(absl::StrCat("berth_catalog_info{revision=", catalog["revision"].dump(), "}")), 1);
  EXPECT_NE(Page("/config").find("admin_address"), std::string::npos);
}

TEST_F(RunningServerTest, IsReadyUntilItDrains) {
  Start({"--drain_delay=30s"});
  EXPECT_EQ(Ask(admin_port_, "/readyz").status, 200);
  server_->Signal(SIGTERM);
  EXPECT_TRUE(Eventually([this] { return Ask(admin_port_, "/readyz").status == 503; })) << server_->Output();
  EXPECT_EQ(Ask(admin_port_, "/healthz").status, 200);
}

TEST_F(RunningServerTest, WritesDownCallsAndDecisions) {
  Start({"--log_format=json", "--log_calls=info", "--drain_delay=0",
         absl::StrCat("--decision_log=", directory_, "/decisions")});
  AskForPlans();
  server_->Signal(SIGTERM);
  ASSERT_EQ(server_->WaitForExit(), 0) << server_->Output();

  std::vector<json> calls;
  const std::string output = server_->Output();
  for (const absl::string_view text : absl::StrSplit(output, '\n', absl::SkipEmpty())) {
    json line = json::parse(text, nullptr, false);
    ASSERT_TRUE(line.is_object()) << text;
    if (line["message"] == "call") calls.push_back(line);
  }
  ASSERT_EQ(calls.size(), 2u) << server_->Output();
  EXPECT_EQ(calls[0]["method"], kPlan);
  EXPECT_EQ(calls[0]["code"], "OK");
  EXPECT_EQ(calls[1]["code"], "INVALID_ARGUMENT");

  const json decision = json::parse(Contents(directory_ + "/decisions"), nullptr, false);
  ASSERT_TRUE(decision.is_object()) << Contents(directory_ + "/decisions");
  EXPECT_EQ(decision["outcome"], "feasible");
  EXPECT_EQ(decision["fingerprint"], calls[0]["fingerprint"]);
  EXPECT_EQ(decision["catalog_revision"], calls[0]["catalog_revision"]);
}

constexpr char kTraceParent[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

// One plan by a call, and one by a stream. Nothing of the client stays: one that does nothing would hear only every few
// seconds that the server goes.
void AskForTracedPlans(int port) {
  const auto stub = v1::PlacementService::NewStub(ConnectTo(port));
  grpc::ClientContext unary, streaming;
  unary.AddMetadata("traceparent", kTraceParent);
  streaming.AddMetadata("traceparent", kTraceParent);
  v1::PlanPlacementResponse plan;
  EXPECT_TRUE(stub->PlanPlacement(&unary, FeasibleRequest(), &plan).ok());
  v1::StreamPlanPlacementRequest plans;
  plans.add_entries()->mutable_request()->CopyFrom(FeasibleRequest());
  const auto stream = stub->StreamPlanPlacement(&streaming, plans);
  v1::StreamPlanPlacementResponse answer;
  EXPECT_TRUE(stream->Read(&answer));
  EXPECT_FALSE(stream->Read(&answer));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(RunningServerTest, WritesDownWhereEachDecisionCameFrom) {
  Start({absl::StrCat("--decision_log=", directory_, "/decisions"), "--drain_delay=0"});
  AskForTracedPlans(port_);
  server_->Signal(SIGTERM);
  ASSERT_EQ(server_->WaitForExit(), 0) << server_->Output();

  const std::string decisions = Contents(directory_ + "/decisions");
  std::vector<std::string> methods;
  for (const absl::string_view text : absl::StrSplit(decisions, '\n', absl::SkipEmpty())) {
    const json line = json::parse(text, nullptr, false);
    ASSERT_TRUE(line.is_object()) << text;
    EXPECT_EQ(line.value("traceparent", ""), kTraceParent) << text;
    methods.push_back(line["method"]);
  }
  EXPECT_EQ(methods, (std::vector<std::string>{"PlanPlacement", "StreamPlanPlacement"}));
}

TEST_F(RunningServerTest, DoesNotStartWithoutItsAdminPort) {
  Start({});
  ServerProcess second({"--address=127.0.0.1:0", absl::StrCat("--admin_address=127.0.0.1:", admin_port_)});
  EXPECT_EQ(second.WaitForExit(), 1);
  EXPECT_NE(second.Output().find(absl::StrCat("127.0.0.1:", admin_port_, ": address already in use")),
            std::string::npos)
      << second.Output();
}

TEST_F(RunningServerTest, DoesNotStartWithoutItsAuditLog) {
  ServerProcess server({"--address=127.0.0.1:0", absl::StrCat("--decision_log=", directory_)});
  EXPECT_EQ(server.WaitForExit(), 1);
  EXPECT_NE(server.Output().find(absl::StrCat("decision_log: cannot write `", directory_, "`")), std::string::npos)
      << server.Output();
}

}  // namespace
}  // namespace berth
