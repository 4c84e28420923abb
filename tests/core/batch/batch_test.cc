#include "core/batch/batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/access/check_access.h"
#include "core/planner/planner.h"
#include "core/wire/wire.h"
#include "tests/core/edited_catalog.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

v1::CheckAccessRequest Check(const std::string& caller) {
  v1::CheckAccessRequest request;
  request.set_caller_account(caller);
  request.mutable_workers_ai()->mutable_policy()->set_allowed_accounts("acct-1,acct-2");
  return request;
}

v1::PlanPlacementRequest Model(const std::string& id) {
  v1::PlanPlacementRequest request;
  request.mutable_workers_ai()->set_model_id(id);
  request.mutable_workers_ai()->set_image("model:1");
  return request;
}

TEST(BatchCheckAccessTest, AnswersInOrderAndEachByItself) {
  v1::BatchCheckAccessRequest batch;
  const std::string callers[] = {"acct-2", "", "acct-3", "acct-1"};
  for (const std::string& caller : callers) {
    v1::BatchCheckAccessEntry& entry = *batch.add_entries();
    entry.set_id("id of " + caller);
    *entry.mutable_request() = Check(caller);
  }
  v1::BatchCheckAccessResponse response;
  ASSERT_TRUE(BatchCheckAccess(DefaultIndex(), Encode(batch), {}, response).ok());
  ASSERT_EQ(response.results_size(), 4);
  EXPECT_EQ(response.catalog_revision(), DefaultIndex().revision());
  for (int i = 0; i < 4; ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(response.results(i).id(), "id of " + callers[i]);
    v1::CheckAccessResponse alone;
    const absl::Status status = CheckAccess(DefaultIndex(), batch.entries(i).request(), alone);
    EXPECT_EQ(response.results(i).status_code(), static_cast<int>(status.code()));
    EXPECT_EQ(response.results(i).has_access(), status.ok());
    EXPECT_EQ(response.results(i).has_error(), !status.ok());
    if (status.ok()) {
      EXPECT_EQ(Encode(response.results(i).access()), Encode(alone));
    }
  }
}

// What protobuf would refuse the whole message for is the fault of its entry alone.
TEST(BatchCheckAccessTest, BytesThatAreNoRequestSpoilOnlyTheirEntry) {
  v1::BatchCheckAccessRequest batch;
  batch.add_entries()->set_id("good");
  *batch.mutable_entries(0)->mutable_request() = Check("acct-1");
  const std::string good = Encode(batch);
  const std::string bad_text("\x0A\x0A\x0A\x01q\x12\x05\x0A\x03\xFFzz", 12);  // A caller that is not UTF-8.
  const std::string bad_id("\x0A\x05\x0A\x01\xFF\x12\x00", 7);
  const std::string unknown_field("\x0A\x04\x12\x02\x78\x01", 6);
  v1::BatchCheckAccessResponse response;
  ASSERT_TRUE(BatchCheckAccess(DefaultIndex(), bad_text + good + bad_id + unknown_field, {}, response).ok());
  ASSERT_EQ(response.results_size(), 4);
  EXPECT_EQ(response.results(0).error().violations(0).reason(), v1::ERROR_REASON_MALFORMED_MESSAGE);
  EXPECT_EQ(response.results(1).access().decision(), v1::ACCESS_DECISION_ALLOW);
  EXPECT_EQ(response.results(2).error().violations(0).field(), "id");
  EXPECT_EQ(response.results(3).error().violations(0).reason(), v1::ERROR_REASON_UNKNOWN_FIELD);
}

TEST(BatchCheckAccessTest, HasOneRevisionForAll) {
  v1::BatchCheckAccessRequest batch;
  *batch.add_entries()->mutable_request() = Check("acct-1");
  batch.mutable_entries(0)->mutable_request()->set_expected_catalog_revision(DefaultIndex().revision());
  v1::BatchCheckAccessResponse response;
  ASSERT_TRUE(BatchCheckAccess(DefaultIndex(), Encode(batch), {}, response).ok());
  EXPECT_EQ(response.results(0).error().violations(0).reason(), v1::ERROR_REASON_FIELD_NOT_APPLICABLE);
  batch.set_expected_catalog_revision("sha256:0");
  response.Clear();
  EXPECT_EQ(FirstReason(BatchCheckAccess(DefaultIndex(), Encode(batch), {}, response)),
            v1::ERROR_REASON_CATALOG_REVISION_MISMATCH);
}

// A value that only a later version knows hides nothing.
TEST(BatchPlanPlacementTest, AnEntryHasAllItsFaults) {
  v1::BatchPlanPlacementRequest batch;
  v1::PlanPlacementRequest& request = *batch.add_entries()->mutable_request();
  request = Model("");
  request.set_view(static_cast<v1::PlanView>(7));
  request.set_expected_catalog_revision("sha256:0");
  v1::BatchPlanPlacementResponse response;
  ASSERT_TRUE(BatchPlanPlacement(DefaultIndex(), Encode(batch), {}, response).ok());
  EXPECT_FALSE(response.results(0).has_plan());
  Violations violations;
  for (const v1::Violation& violation : response.results(0).error().violations()) violations.Add(violation);
  EXPECT_THAT(ViolationLines(violations),
              testing::ElementsAre("UNKNOWN_ENUM_VALUE view", "FIELD_NOT_APPLICABLE expected_catalog_revision",
                                   "REQUIRED_FIELD_MISSING workers_ai.model_id"));
}

TEST(BatchPlanPlacementTest, IsBoundedInEntriesAndBytes) {
  v1::BatchPlanPlacementRequest batch;
  for (int i = 0; i < 3; ++i) *batch.add_entries()->mutable_request() = Model("@cf/meta/m");
  BatchLimits limits;
  limits.max_plans = 3;
  v1::BatchPlanPlacementResponse response;
  ASSERT_TRUE(BatchPlanPlacement(DefaultIndex(), Encode(batch), limits, response).ok());
  EXPECT_EQ(response.results_size(), 3);
  limits.max_response_bytes = response.ByteSizeLong() / 2;
  response.Clear();
  EXPECT_EQ(FirstReason(BatchPlanPlacement(DefaultIndex(), Encode(batch), limits, response)),
            v1::ERROR_REASON_TOO_LARGE);
  limits = {};
  limits.max_plans = 2;
  response.Clear();
  EXPECT_EQ(FirstReason(BatchPlanPlacement(DefaultIndex(), Encode(batch), limits, response)),
            v1::ERROR_REASON_BATCH_TOO_LARGE);
}

TEST(PlanStreamTest, GivesThePlansOfTheBatchOneByOne) {
  v1::StreamPlanPlacementRequest request;
  for (const char* id : {"@cf/meta/a", "", "@cf/meta/b"}) {
    v1::BatchPlanPlacementEntry& entry = *request.add_entries();
    entry.set_id(id);
    *entry.mutable_request() = Model(id);
  }
  PlanStream stream;
  const auto catalog = CatalogWith([](v1::Catalog&) {});
  ASSERT_TRUE(stream.Start(catalog, Encode(request), {}).ok());
  for (const v1::BatchPlanPlacementEntry& entry : request.entries()) {
    v1::StreamPlanPlacementResponse response;
    ASSERT_TRUE(stream.Next(response));
    EXPECT_EQ(response.result().id(), entry.id());
    EXPECT_EQ(response.result().has_plan(), !entry.id().empty());
    EXPECT_EQ(response.catalog_revision(), catalog->revision());
  }
  v1::StreamPlanPlacementResponse response;
  EXPECT_FALSE(stream.Next(response));
}

}  // namespace
}  // namespace berth
