#include "core/planner/planner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/wire/wire.h"
#include "tests/core/lines.h"
#include "tests/core/planner/plans.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::MatchesRegex;

struct RefusedCase {
  absl::string_view name;
  v1::PlanPlacementRequest request;
  absl::StatusCode code;
  Lines lines;
};

v1::PlanPlacementRequest With(v1::PlanPlacementRequest request, void (*change)(v1::PlanPlacementRequest&)) {
  change(request);
  return request;
}

TEST(PlanPlacementTest, RefusesWhatCannotBeAnswered) {
  const v1::PlanPlacementRequest good = VersionRequest("gpu-l40s");
  const RefusedCase rows[] = {
      {"nothing", {}, absl::StatusCode::kInvalidArgument, {"REQUIRED_FIELD_MISSING replicate"}},
      {"both",
       With(good, [](auto& request) { request.mutable_workers_ai(); }),
       absl::StatusCode::kInvalidArgument,
       {"CONFLICTING_FIELDS workers_ai", "REQUIRED_FIELD_MISSING workers_ai.model_id",
        "REQUIRED_FIELD_MISSING workers_ai.image"}},
      {"both, each with its faults",
       With(VersionRequest("gpu-l40"), [](auto& request) { request.mutable_workers_ai()->set_image("x/"); }),
       absl::StatusCode::kInvalidArgument,
       {"CONFLICTING_FIELDS workers_ai", "UNKNOWN_SKU replicate.version.prediction_config.hardware",
        "REQUIRED_FIELD_MISSING workers_ai.model_id", "INVALID_FORMAT workers_ai.image"}},
      {"no candidates",
       With(good, [](auto& request) { request.set_max_candidates(0); }),
       absl::StatusCode::kInvalidArgument,
       {"VALUE_OUT_OF_RANGE max_candidates"}},
      {"another catalog",
       With(good, [](auto& request) { request.set_expected_catalog_revision("sha256:0"); }),
       absl::StatusCode::kFailedPrecondition,
       {"CATALOG_REVISION_MISMATCH expected_catalog_revision"}},
      {"everything at once",
       With(VersionRequest("gpu-l40"),
            [](auto& request) {
              request.set_max_candidates(1001);
              request.set_expected_catalog_revision("x");
              request.mutable_replicate()->set_replicas(-1);
            }),
       absl::StatusCode::kInvalidArgument,
       {"VALUE_OUT_OF_RANGE max_candidates", "CATALOG_REVISION_MISMATCH expected_catalog_revision",
        "VALUE_OUT_OF_RANGE replicate.replicas", "UNKNOWN_SKU replicate.version.prediction_config.hardware"}},
  };
  for (const RefusedCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    v1::PlanPlacementResponse response;
    const absl::Status status = PlanPlacement(DefaultIndex(), row.request, response);
    EXPECT_EQ(status.code(), row.code);
    EXPECT_THAT(ViolationLines(status), ElementsAreArray(row.lines));
    EXPECT_EQ(response.ByteSizeLong(), 0u);
  }
}

TEST(PlanPlacementTest, ACatalogWithoutWorkersAiHasNoPlacesForIt) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) { catalog.clear_workers_ai(); });
  v1::PlanPlacementResponse response;
  const auto request = FromText<v1::PlanPlacementRequest>("workers_ai { model_id: '@cf/meta/llama' image: 'a' }");
  EXPECT_THAT(ViolationLines(PlanPlacement(*catalog, request, response)),
              ElementsAre("PLATFORM_NOT_IN_CATALOG workers_ai"));
  EXPECT_EQ(Plan(request).outcome(), v1::OUTCOME_FEASIBLE);
}

TEST(PlanPlacementTest, TheExpectedRevisionIsAccepted) {
  v1::PlanPlacementRequest request = VersionRequest("gpu-l40s");
  request.set_expected_catalog_revision(DefaultIndex().revision());
  EXPECT_EQ(Plan(request).catalog_revision(), DefaultIndex().revision());
}

TEST(PlanPlacementTest, AnExplanationChangesNothingElse) {
  v1::PlanPlacementRequest request = VersionRequest("gpu-l40s");
  const v1::PlanPlacementResponse plan = Plan(request);
  request.set_explain(true);
  v1::PlanPlacementResponse explained = Plan(request);
  EXPECT_GT(explained.explanation().decisions_size(), 10);
  explained.clear_explanation();
  EXPECT_EQ(Encode(explained), Encode(plan));
}

TEST(PlanPlacementTest, TheDecisionAloneHasAllButTheDocument) {
  v1::PlanPlacementRequest request = VersionRequest("gpu-8x-h100");
  v1::PlanPlacementResponse plan = Plan(request);
  request.set_view(v1::PLAN_VIEW_DECISION_ONLY);
  const v1::PlanPlacementResponse decision = Plan(request);
  EXPECT_FALSE(decision.kubernetes().has_deployment());
  EXPECT_EQ(decision.kubernetes().priority_class(), "r8-high-no-preempt");
  plan.mutable_kubernetes()->clear_deployment();
  EXPECT_EQ(Encode(decision), Encode(plan));
  request.set_view(v1::PLAN_VIEW_FULL);
  EXPECT_TRUE(Plan(request).kubernetes().has_deployment());
}

TEST(FingerprintTest, IsThatOfDocumentAndRouting) {
  const std::string fingerprint = Plan(VersionRequest("gpu-l40s")).fingerprint();
  EXPECT_THAT(fingerprint, MatchesRegex("sha256:[0-9a-f]{64}"));
  const auto dearer = CatalogWith([](v1::Catalog& catalog) { SkuOf(catalog, "gpu-l40s").set_nano_usd_per_second(1); });
  const v1::PlanPlacementResponse same = Plan(VersionRequest("gpu-l40s"), *dearer);
  EXPECT_NE(same.catalog_revision(), DefaultIndex().revision());
  EXPECT_EQ(same.fingerprint(), fingerprint);
  // Another replica is another document; another annotation of the queue goes with another routing.
  EXPECT_NE(Plan(VersionRequest("gpu-l40s", "replicas: 2")).fingerprint(), fingerprint);
  EXPECT_NE(Plan(DeploymentRequest("gpu-l40s")).fingerprint(), fingerprint);
}

// Who may call is not part of the question.
TEST(TenancyTest, IsOneDeployable) {
  const v1::Tenancy tenancy = Plan(VersionRequest("gpu-l40s")).tenancy();
  EXPECT_EQ(tenancy.isolation_boundary(), v1::ISOLATION_BOUNDARY_DEPLOYABLE);
  EXPECT_TRUE(tenancy.gpus_dedicated_to_resource());
  EXPECT_FALSE(tenancy.has_pods_shared_between_accounts());
  EXPECT_EQ(tenancy.fairness(), v1::FAIRNESS_REGIME_NONE);
}

}  // namespace
}  // namespace berth
