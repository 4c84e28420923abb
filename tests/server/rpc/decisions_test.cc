// What handlers tell observers, and transport, about their answers.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/catalog/catalog_loader.h"
#include "gtest/gtest.h"
#include "server/rpc/decision_fan_out.h"
#include "server/rpc/placement_handlers.h"
#include "server/rpc/plan_stream_handler.h"
#include "tests/server/plan_requests.h"

namespace berth {
namespace {

using Lines = std::vector<std::string>;

class Recorder final : public DecisionObserver {
 public:
  void OnPlan(const DecisionOrigin& origin, const v1::PlanPlacementRequest& request,
              const v1::PlanPlacementResponse& response) override {
    Add(origin, absl::StrCat("plan of ", request.replicate().deployment().id(), " ", response.outcome()));
  }
  void OnAccess(const DecisionOrigin& origin, const v1::CheckAccessRequest& request,
                const v1::CheckAccessResponse& response) override {
    Add(origin, absl::StrCat("access of ", request.caller_account(), " ", response.reason()));
  }
  void OnRefusal(const DecisionOrigin& origin, const v1::ErrorReport& report) override {
    Add(origin, absl::StrCat("refusal ", report.violations_size(), " ", report.violations(0).reason()));
  }

  Lines lines;

 private:
  void Add(const DecisionOrigin& origin, const std::string& what) {
    lines.push_back(absl::StrCat(origin.call.caller, "/", origin.call.trace_parent, " ", origin.method, ": ", what));
  }
};

v1::CheckAccessRequest PublicAccess() {
  v1::CheckAccessRequest request;
  request.set_caller_account("acct-1");
  request.mutable_workers_ai()->mutable_policy();
  return request;
}

class DecisionsTest : public testing::Test {
 protected:
  using Handler = PlacementHandlers::Answer (PlacementHandlers::*)(Call&) const;

  // The call, as transport would read it after the handler.
  Call Ask(Handler handler, const google::protobuf::Message& request) {
    bytes_ = request.SerializeAsString();
    Call call{.request = bytes_, .arena = arena_, .origin = {.caller = "dns:ops", .trace_parent = "00-1-2-01"}};
    const auto answer = (handlers_.*handler)(call);
    if (answer.ok()) answer_ = *answer;
    return call;
  }

  google::protobuf::Arena arena_;
  std::string bytes_;
  const google::protobuf::Message* answer_ = nullptr;
  CatalogHolder catalog_{*LoadCatalog(DefaultCatalogText())};
  Recorder recorder_;
  PlacementHandlers handlers_{catalog_, "1.2.3", {}, &recorder_};
};

TEST_F(DecisionsTest, TellsPlansAccessDecisionsAndRefusals) {
  Ask(&PlacementHandlers::PlanPlacement, FeasibleRequest());
  Ask(&PlacementHandlers::PlanPlacement, InvalidRequest());
  Ask(&PlacementHandlers::CheckAccess, PublicAccess());
  Ask(&PlacementHandlers::CheckAccess, v1::CheckAccessRequest());
  Ask(&PlacementHandlers::ListHardware, v1::ListHardwareRequest());
  const std::string deployment = FeasibleRequest().replicate().deployment().id();
  ASSERT_EQ(recorder_.lines.size(), 4u);
  EXPECT_EQ(recorder_.lines[0], absl::StrCat("dns:ops/00-1-2-01 PlanPlacement: plan of ", deployment, " 1"));
  EXPECT_TRUE(recorder_.lines[1].starts_with("dns:ops/00-1-2-01 PlanPlacement: refusal 3 ")) << recorder_.lines[1];
  EXPECT_EQ(recorder_.lines[2], "dns:ops/00-1-2-01 CheckAccess: access of acct-1 1");
  EXPECT_TRUE(recorder_.lines[3].starts_with("dns:ops/00-1-2-01 CheckAccess: refusal ")) << recorder_.lines[3];
}

TEST_F(DecisionsTest, TellsEveryEntryOfABatch) {
  v1::BatchPlanPlacementRequest plans;
  plans.add_entries()->mutable_request()->CopyFrom(FeasibleRequest());
  plans.add_entries()->mutable_request()->CopyFrom(InvalidRequest());
  Ask(&PlacementHandlers::BatchPlanPlacement, plans);
  v1::BatchCheckAccessRequest checks;
  checks.add_entries()->mutable_request()->CopyFrom(PublicAccess());
  checks.add_entries();
  Ask(&PlacementHandlers::BatchCheckAccess, checks);
  const std::string deployment = FeasibleRequest().replicate().deployment().id();
  ASSERT_EQ(recorder_.lines.size(), 4u);
  EXPECT_EQ(recorder_.lines[0], absl::StrCat("dns:ops/00-1-2-01 BatchPlanPlacement: plan of ", deployment, " 1"));
  EXPECT_TRUE(recorder_.lines[1].starts_with("dns:ops/00-1-2-01 BatchPlanPlacement: refusal 3 "));
  EXPECT_EQ(recorder_.lines[2], "dns:ops/00-1-2-01 BatchCheckAccess: access of acct-1 1");
  EXPECT_EQ(recorder_.lines[3],
            absl::StrCat("dns:ops/00-1-2-01 BatchCheckAccess: refusal 1 ", v1::ERROR_REASON_REQUIRED_FIELD_MISSING));
}

TEST_F(DecisionsTest, TellsABatchThatIsRefusedAsAWhole) {
  v1::BatchCheckAccessRequest checks;
  checks.set_expected_catalog_revision("sha256:0");
  checks.add_entries()->mutable_request()->CopyFrom(PublicAccess());
  Ask(&PlacementHandlers::BatchCheckAccess, checks);
  EXPECT_EQ(recorder_.lines, Lines{absl::StrCat("dns:ops/00-1-2-01 BatchCheckAccess: refusal 1 ",
                                                v1::ERROR_REASON_CATALOG_REVISION_MISMATCH)});
}

TEST_F(DecisionsTest, TellsEveryEntryOfAStreamAsItIsMade) {
  v1::StreamPlanPlacementRequest plans;
  plans.add_entries()->mutable_request()->CopyFrom(FeasibleRequest());
  plans.add_entries();
  PlanStreamHandler stream(handlers_, {.caller = "dns:ops", .trace_parent = ""});
  stream.OnMessage(plans.SerializeAsString());
  EXPECT_EQ(recorder_.lines.size(), 0u);
  EXPECT_EQ(stream.Next().kind, StreamStep::Kind::kWrite);
  EXPECT_EQ(recorder_.lines.size(), 1u);
  EXPECT_EQ(stream.Next().kind, StreamStep::Kind::kWrite);
  EXPECT_EQ(stream.Next().kind, StreamStep::Kind::kFinish);
  ASSERT_EQ(recorder_.lines.size(), 2u);
  EXPECT_TRUE(recorder_.lines[0].starts_with("dns:ops/ StreamPlanPlacement: plan of ")) << recorder_.lines[0];
  EXPECT_TRUE(recorder_.lines[1].starts_with("dns:ops/ StreamPlanPlacement: refusal ")) << recorder_.lines[1];
}

TEST_F(DecisionsTest, TellsAStreamThatIsRefused) {
  PlanStreamHandler stream(handlers_, {.caller = "dns:ops", .trace_parent = ""});
  stream.OnMessage("\x0A\x7F");
  EXPECT_EQ(recorder_.lines,
            Lines{absl::StrCat("dns:ops/ StreamPlanPlacement: refusal 1 ", v1::ERROR_REASON_MALFORMED_MESSAGE)});
}

TEST_F(DecisionsTest, TellsTransportRevisionAndFingerprint) {
  const std::string revision = catalog_.Snapshot()->revision();
  const Call plan = Ask(&PlacementHandlers::PlanPlacement, FeasibleRequest());
  EXPECT_EQ(plan.catalog_revision, revision);
  EXPECT_EQ(plan.fingerprint, dynamic_cast<const v1::PlanPlacementResponse&>(*answer_).fingerprint());
  EXPECT_FALSE(plan.fingerprint.empty());
  const Call access = Ask(&PlacementHandlers::CheckAccess, PublicAccess());
  EXPECT_EQ(access.catalog_revision, revision);
  EXPECT_EQ(access.fingerprint, "");
  EXPECT_EQ(Ask(&PlacementHandlers::BatchCheckAccess, v1::BatchCheckAccessRequest()).catalog_revision, revision);
  EXPECT_EQ(Ask(&PlacementHandlers::PlanPlacement, InvalidRequest()).catalog_revision, "");
}

TEST_F(DecisionsTest, FansOut) {
  Recorder first, second;
  DecisionFanOut fan_out({&first, &second});
  fan_out.OnPlan({{}, "a"}, {}, {});
  fan_out.OnAccess({{}, "b"}, {}, {});
  v1::ErrorReport report;
  report.add_violations();
  fan_out.OnRefusal({{}, "c"}, report);
  EXPECT_EQ(first.lines.size(), 3u);
  EXPECT_EQ(first.lines, second.lines);
}

}  // namespace
}  // namespace berth
