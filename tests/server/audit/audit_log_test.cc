#include "server/audit/audit_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "server/audit/audit_line.h"

namespace berth {
namespace {

using nlohmann::json;

constexpr CallOrigin kCaller = {.caller = "dns:ops", .trace_parent = "00-1-2-01"};

json Parsed(const std::string& line) { return json::parse(line, nullptr, false); }

v1::PlanPlacementRequest ReplicateRequest() {
  v1::PlanPlacementRequest request;
  request.mutable_replicate()->set_kind(v1::DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION);
  v1::EnvVar& env = *request.mutable_replicate()->mutable_deployment()->mutable_config()->add_env();
  env.set_name("SECRET_NAME");
  env.set_value("SECRET_VALUE");
  return request;
}

v1::PlanPlacementResponse ReplicatePlan() {
  v1::PlanPlacementResponse plan;
  plan.set_outcome(v1::OUTCOME_INFEASIBLE);
  plan.add_obstacles()->set_reason(v1::REASON_NOT_BILLABLE);
  plan.add_obstacles()->set_reason(v1::REASON_LEGACY);
  plan.mutable_kubernetes()->set_provider(v1::PROVIDER_CKS);
  plan.mutable_hardware()->set_sku("gpu-l40s");
  plan.mutable_workload()->set_key("dp-1");
  plan.set_catalog_revision("sha256:aa");
  plan.set_fingerprint("sha256:bb");
  return plan;
}

v1::CheckAccessRequest AccessRequest() {
  v1::CheckAccessRequest request;
  request.set_caller_account("acct-1");
  request.mutable_workers_ai()->set_model_id("@cf/a/b");
  request.mutable_workers_ai()->mutable_policy()->set_allowed_accounts("SECRET_A,acct-1");
  return request;
}

v1::CheckAccessResponse AccessAnswer() {
  v1::CheckAccessResponse answer;
  answer.set_decision(v1::ACCESS_DECISION_ALLOW);
  answer.set_reason(v1::ACCESS_REASON_ALLOW_LISTED);
  answer.set_deciding_entry("acct-1");
  answer.set_catalog_revision("sha256:aa");
  return answer;
}

TEST(DecisionLineTest, TellsAPlanOnReplicate) {
  const std::string line =
      PlanLine(absl::FromUnixMillis(1'500), {kCaller, "PlanPlacement"}, ReplicateRequest(), ReplicatePlan());
  EXPECT_EQ(Parsed(line), (json{{"time", "1970-01-01T00:00:01.500Z"},
                                {"about", "plan"},
                                {"method", "PlanPlacement"},
                                {"caller", "dns:ops"},
                                {"traceparent", "00-1-2-01"},
                                {"platform", "replicate"},
                                {"kind", "deployment_prediction"},
                                {"workload", "dp-1"},
                                {"outcome", "infeasible"},
                                {"provider", "cks"},
                                {"hardware", "gpu-l40s"},
                                {"obstacles", {"not_billable", "legacy"}},
                                {"catalog_revision", "sha256:aa"},
                                {"fingerprint", "sha256:bb"}}))
      << line;
}

TEST(DecisionLineTest, TellsAPlanOnWorkersAi) {
  v1::PlanPlacementRequest request;
  request.mutable_workers_ai()->set_model_id("@cf/a/b");
  request.mutable_workers_ai()->mutable_config()->set_allowed_accounts("SECRET_A");
  v1::PlanPlacementResponse plan;
  plan.set_outcome(v1::OUTCOME_FEASIBLE);
  plan.mutable_external_model();
  plan.mutable_workers_ai()->set_gpu_type("H100");
  plan.mutable_workers_ai()->set_gpu_count(2);
  const std::string line = PlanLine(absl::UnixEpoch(), {{}, "BatchPlanPlacement"}, request, plan);
  EXPECT_EQ(Parsed(line), (json{{"time", "1970-01-01T00:00:00.000Z"},
                                {"about", "plan"},
                                {"method", "BatchPlanPlacement"},
                                {"platform", "workers_ai"},
                                {"workload", "@cf/a/b"},
                                {"outcome", "feasible"},
                                {"path", "external"},
                                {"hardware", "2x H100"}}))
      << line;
}

TEST(DecisionLineTest, TellsAnAccessDecision) {
  const std::string line = AccessLine(absl::UnixEpoch(), {kCaller, "CheckAccess"}, AccessRequest(), AccessAnswer());
  EXPECT_EQ(Parsed(line), (json{{"time", "1970-01-01T00:00:00.000Z"},
                                {"about", "access"},
                                {"method", "CheckAccess"},
                                {"caller", "dns:ops"},
                                {"traceparent", "00-1-2-01"},
                                {"account", "acct-1"},
                                {"platform", "workers_ai"},
                                {"resource", "@cf/a/b"},
                                {"policy", "request"},
                                {"decision", "allow"},
                                {"reason", "allow_listed"},
                                {"catalog_revision", "sha256:aa"}}))
      << line;
}

TEST(DecisionLineTest, HoldsNoSecrets) {
  for (const std::string& line : {PlanLine(absl::UnixEpoch(), {}, ReplicateRequest(), ReplicatePlan()),
                                  AccessLine(absl::UnixEpoch(), {}, AccessRequest(), AccessAnswer())}) {
    EXPECT_FALSE(absl::StrContains(line, "SECRET")) << line;
  }
}

TEST(DecisionLineTest, NobodyCanForgeALine) {
  v1::CheckAccessRequest request = AccessRequest();
  request.set_caller_account("a\n{\"about\":\"access\"} \xe2\x80\xa8 \"");
  const std::string line = AccessLine(absl::UnixEpoch(), {{.caller = "\xff\r\x1b", .trace_parent = ""}, "CheckAccess"},
                                      request, AccessAnswer());
  for (const char c : line) EXPECT_TRUE(c >= 0x20 && c < 0x7f) << static_cast<int>(c);
  EXPECT_EQ(Parsed(line)["account"], request.caller_account());
}

class AuditLogTest : public testing::Test {
 protected:
  AuditLogTest() {
    std::string name = std::filesystem::temp_directory_path() / "berth_decisions_XXXXXX";
    directory_ = mkdtemp(name.data());
    options_.path = directory_ + "/decisions.log";
  }
  ~AuditLogTest() override { std::filesystem::remove_all(directory_); }

  std::unique_ptr<AuditLog> Open() {
    auto log = AuditLog::Open(options_);
    EXPECT_TRUE(log.ok()) << log.status();
    return log.ok() ? *std::move(log) : nullptr;
  }

  std::string Contents(const std::string& file) const {
    std::ifstream stream(absl::StrCat(directory_, "/", file));
    return std::string(std::istreambuf_iterator<char>(stream), {});
  }

  std::vector<std::string> Lines(const std::string& file) const {
    return absl::StrSplit(Contents(file), '\n', absl::SkipEmpty());
  }

  static void Decide(AuditLog& log) { log.OnAccess({kCaller, "CheckAccess"}, AccessRequest(), AccessAnswer()); }

  static bool Eventually(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
  }

  std::string directory_;
  AuditLogOptions options_;
};

TEST_F(AuditLogTest, WritesEachDecisionOnce) {
  for (int run = 0; run < 2; ++run) {
    auto log = Open();
    ASSERT_NE(log, nullptr);
    log->OnPlan({kCaller, "PlanPlacement"}, ReplicateRequest(), ReplicatePlan());
    Decide(*log);
    log->OnRefusal({kCaller, "CheckAccess"}, v1::ErrorReport());
  }
  const auto lines = Lines("decisions.log");
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(Parsed(lines[0])["about"], "plan");
  EXPECT_EQ(Parsed(lines[1])["about"], "access");
  EXPECT_NE(Parsed(lines[1])["time"], "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(Parsed(lines[3])["about"], "access");
}

TEST_F(AuditLogTest, CountsWhatItWrote) {
  const auto log = Open();
  ASSERT_NE(log, nullptr);
  for (int i = 0; i < 100; ++i) Decide(*log);
  EXPECT_TRUE(Eventually([&] { return log->stats().logged == 100; }));
  EXPECT_EQ(log->stats().queue_full, 0);
  EXPECT_EQ(log->stats().write_failed, 0);
}

TEST_F(AuditLogTest, OthersCannotReadIt) {
  Decide(*Open());
  struct stat status = {};
  ASSERT_EQ(stat(options_.path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
}

TEST_F(AuditLogTest, RenamesFullFilesAndKeepsSoMany) {
  options_.max_bytes = 1'000;
  options_.files = 3;
  {
    const auto log = Open();
    ASSERT_NE(log, nullptr);
    for (int i = 0; i < 100; ++i) Decide(*log);
  }
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
    names.push_back(entry.path().filename());
    EXPECT_LE(entry.file_size(), 1'000u) << entry.path();
  }
  EXPECT_EQ(names.size(), 3u);
  EXPECT_FALSE(Lines("decisions.2.log").empty());
}

TEST_F(AuditLogTest, SaysWhyItCannotBeOpened) {
  std::ofstream(directory_ + "/file") << "no directory";
  const struct {
    const char* name;
    std::string path, reason;
  } cases[] = {
      {"a directory", directory_, "Is a directory"},
      {"below a file", directory_ + "/file/decisions.log", "Not a directory"},
      {"empty", "", "No such file or directory"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    options_.path = c.path;
    const auto log = AuditLog::Open(options_);
    ASSERT_FALSE(log.ok());
    EXPECT_TRUE(absl::StartsWith(log.status().message(), absl::StrCat("cannot write decision log `", c.path, "`: ")))
        << log.status();
    EXPECT_TRUE(absl::StrContains(log.status().message(), c.reason)) << log.status();
  }
}

TEST_F(AuditLogTest, SurvivesAFullDiskAndGoesOnAfterIt) {
  std::filesystem::create_symlink("/dev/full", options_.path);
  const auto log = Open();
  ASSERT_NE(log, nullptr);
  for (int i = 0; i < 50; ++i) Decide(*log);
  ASSERT_TRUE(Eventually([&] { return log->stats().write_failed == 50; }));
  EXPECT_EQ(log->stats().logged, 0);

  std::filesystem::remove(options_.path);
  EXPECT_TRUE(Eventually([&] {
    Decide(*log);
    return log->stats().logged > 0;
  }));
  EXPECT_FALSE(Lines("decisions.log").empty());
}

TEST_F(AuditLogTest, SurvivesWhenNoNewFileCanFollow) {
  options_.max_bytes = 1'000;
  const auto log = Open();
  ASSERT_NE(log, nullptr);
  Decide(*log);
  ASSERT_TRUE(Eventually([&] { return log->stats().logged == 1; }));
  // A directory stands where the next file should.
  std::filesystem::remove(options_.path);
  std::filesystem::create_directory(options_.path);
  std::filesystem::create_directory(directory_ + "/decisions.1.log");
  std::ofstream(directory_ + "/decisions.1.log/in_the_way") << "x";
  for (int i = 0; i < 50; ++i) Decide(*log);
  ASSERT_TRUE(Eventually([&] { return log->stats().logged + log->stats().write_failed == 51; }));
  EXPECT_GT(log->stats().write_failed, 0);
}

TEST_F(AuditLogTest, DropsAndCountsWhatItCannotWriteInTime) {
  // A pipe that nobody reads, until there are too many lines.
  ASSERT_EQ(mkfifo(options_.path.c_str(), 0600), 0);
  const int reader = open(options_.path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(reader, 0);
  options_.queued_lines = 16;
  const auto log = Open();
  ASSERT_NE(log, nullptr);
  constexpr int kDecisions = 1'000;  // More than a pipe holds.
  for (int i = 0; i < kDecisions; ++i) Decide(*log);
  EXPECT_GT(log->stats().queue_full, 0);

  char chunk[4096];
  EXPECT_TRUE(Eventually([&] {
    while (read(reader, chunk, sizeof(chunk)) > 0) continue;
    return log->stats().logged + log->stats().queue_full == kDecisions;
  }));
  EXPECT_EQ(log->stats().write_failed, 0);
  close(reader);
}

}  // namespace
}  // namespace berth
