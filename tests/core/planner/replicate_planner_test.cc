#include "core/planner/replicate_planner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "core/wire/wire.h"
#include "tests/core/lines.h"
#include "tests/core/planner/plans.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

struct FlagCase {
  absl::string_view name;
  void (*change)(v1::Sku&);
  // For a version and for a deployment.
  Lines models;
  Lines deployments;
};

const FlagCase kFlagCases[] = {
    {"as it is", [](v1::Sku&) {}, {}, {}},
    {"not billable",
     [](v1::Sku& sku) { sku.set_billable(false); },
     {"OBSTACLE NOT_BILLABLE billable"},
     {"OBSTACLE NOT_BILLABLE billable"}},
    {"not public",
     [](v1::Sku& sku) { sku.set_public_(false); },
     {"OBSTACLE NOT_PUBLIC public"},
     {"OBSTACLE NOT_PUBLIC public"}},
    {"legacy",
     [](v1::Sku& sku) { sku.set_is_legacy(true); },
     {"OBSTACLE LEGACY is_legacy"},
     {"OBSTACLE LEGACY is_legacy"}},
    {"not for models",
     [](v1::Sku& sku) { sku.set_allow_for_models(false); },
     {"OBSTACLE NOT_ALLOWED_FOR_MODELS allow_for_models"},
     {}},
    {"not for deployments",
     [](v1::Sku& sku) { sku.set_allow_for_deployments(false); },
     {},
     {"OBSTACLE NOT_ALLOWED_FOR_DEPLOYMENTS allow_for_deployments"}},
};

void ExpectObstacles(const v1::PlanPlacementRequest& request, const CatalogIndex& catalog, const Lines& obstacles) {
  const v1::PlanPlacementResponse plan = Plan(request, catalog);
  EXPECT_THAT(FindingLines(plan.obstacles()), ElementsAreArray(obstacles));
  EXPECT_EQ(plan.outcome(), obstacles.empty() ? v1::OUTCOME_FEASIBLE : v1::OUTCOME_INFEASIBLE);
  // The document is the same, available or not.
  EXPECT_EQ(ToJson(plan.kubernetes().deployment()), ToJson(Plan(request).kubernetes().deployment()));
  EXPECT_EQ(plan.alternatives().empty(), obstacles.empty());
}

TEST(AvailabilityTest, AFlagThatSaysNoIsAnObstacle) {
  for (const FlagCase& row : kFlagCases) {
    SCOPED_TRACE(std::string(row.name));
    const auto catalog = CatalogWith([&](v1::Catalog& catalog) { row.change(SkuOf(catalog, "gpu-l40s")); });
    ExpectObstacles(VersionRequest("gpu-l40s"), *catalog, row.models);
    ExpectObstacles(DeploymentRequest("gpu-l40s"), *catalog, row.deployments);
  }
}

TEST(AvailabilityTest, FunctionsAndTrainingsCountAsModels) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) { SkuOf(catalog, "cpu").set_allow_for_models(false); });
  v1::PlanPlacementRequest training = VersionRequest("cpu");
  training.mutable_replicate()->set_kind(v1::DEPLOYABLE_KIND_VERSION_TRAINING);
  training.mutable_replicate()->mutable_version()->set_trainable(true);
  *training.mutable_replicate()->mutable_version()->mutable_training_config() =
      training.replicate().version().prediction_config();
  for (const v1::PlanPlacementRequest& request : {ProcedureRequest(), training}) {
    EXPECT_THAT(FindingLines(Plan(request, *catalog).obstacles()),
                ElementsAre("OBSTACLE NOT_ALLOWED_FOR_MODELS allow_for_models"));
  }
}

TEST(AvailabilityTest, WhatAlreadyRunsIsWarnedAbout) {
  for (const FlagCase& row : kFlagCases) {
    SCOPED_TRACE(std::string(row.name));
    const auto catalog = CatalogWith([&](v1::Catalog& catalog) { row.change(SkuOf(catalog, "gpu-l40s")); });
    const v1::PlanPlacementResponse plan = Plan(DeploymentRequest("gpu-l40s", "existing_workload: true"), *catalog);
    EXPECT_EQ(plan.outcome(), v1::OUTCOME_FEASIBLE);
    EXPECT_THAT(FindingLines(plan.obstacles()), IsEmpty());
    Lines warnings;
    if (!row.deployments.empty()) {
      const std::string flag = row.deployments[0].substr(row.deployments[0].rfind(' ') + 1);
      warnings = {"WARNING KEPT_FOR_EXISTING_WORKLOAD " + flag};
    }
    EXPECT_THAT(FindingLines(plan.diagnostics()), ElementsAreArray(warnings));
  }
}

TEST(AvailabilityTest, APreviewIsPlannedAndSaysSo) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) { SkuOf(catalog, "gpu-l40s").set_is_preview(true); });
  const v1::PlanPlacementResponse plan = Plan(VersionRequest("gpu-l40s"), *catalog);
  EXPECT_EQ(plan.outcome(), v1::OUTCOME_FEASIBLE);
  EXPECT_THAT(FindingLines(plan.diagnostics()), ElementsAre("INFO PREVIEW gpu-l40s"));
}

TEST(AvailabilityTest, EveryObstacleIsNamedThatOfTheProviderToo) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    SkuOf(catalog, "gpu-l40s").set_billable(false);
    SkuOf(catalog, "gpu-l40s").set_public_(false);
  });
  const v1::PlanPlacementResponse plan = Plan(VersionRequest("gpu-l40s", "provider: PROVIDER_MK8S"), *catalog);
  EXPECT_THAT(FindingLines(plan.obstacles()),
              ElementsAre("OBSTACLE NOT_BILLABLE billable", "OBSTACLE NOT_PUBLIC public",
                          "OBSTACLE COMPUTE_UNIT_NOT_OFFERED gpu-l40s"));
}

struct InstancesCase {
  absl::string_view name;
  absl::string_view replicas;
  absl::string_view instances;
  int planned;
  Lines diagnostics;
};

const InstancesCase kInstancesCases[] = {
    {"within", "replicas: 2", "min_instances: 1 max_instances: 3", 2, {}},
    {"at both ends", "replicas: 3", "min_instances: 3 max_instances: 3", 3, {}},
    {"too few", "replicas: 0", "min_instances: 1", 0, {"WARNING REPLICAS_OUTSIDE_INSTANCES replicas"}},
    {"too many", "replicas: 4", "max_instances: 3", 4, {"WARNING REPLICAS_OUTSIDE_INSTANCES replicas"}},
    {"the minimum", "", "min_instances: 2 max_instances: 3", 2, {}},
    {"nothing set", "", "", 0, {"INFO SCALED_TO_ZERO replicas"}},
    {"a minimum of zero was meant", "", "min_instances: 0", 0, {}},
    {"zero was asked for", "replicas: 0", "", 0, {}},
};

TEST(ReplicasTest, AreAsAskedAndSaySoWhereThatIsOdd) {
  for (const InstancesCase& row : kInstancesCases) {
    SCOPED_TRACE(std::string(row.name));
    v1::PlanPlacementRequest request = VersionRequest("gpu-l40s", row.replicas);
    *request.mutable_replicate()->mutable_version()->mutable_prediction_config() =
        FromText<v1::DeployableConfig>(absl::StrCat("hardware: 'gpu-l40s' docker_image: 'a' ", row.instances));
    const v1::PlanPlacementResponse plan = Plan(request);
    EXPECT_EQ(plan.outcome(), v1::OUTCOME_FEASIBLE);
    EXPECT_EQ(plan.kubernetes().deployment().spec().replicas(), row.planned);
    EXPECT_THAT(FindingLines(plan.diagnostics()), ElementsAreArray(row.diagnostics));
  }
}

// `sku excess`, and `same` where it is the same GPU.
TEST(ExplanationTest, HasARowPerProviderAndIsBounded) {
  v1::PlanPlacementRequest request = VersionRequest("gpu-h200");
  request.set_explain(true);
  const v1::Explanation whole = Plan(request).explanation();
  EXPECT_EQ(whole.candidates_considered(), 3);
  ASSERT_EQ(whole.candidates_size(), 3);
  EXPECT_EQ(whole.candidates(0).provider(), v1::PROVIDER_MK8S);
  EXPECT_TRUE(whole.candidates(0).chosen());
  EXPECT_FALSE(whole.candidates(1).chosen());
  EXPECT_EQ(whole.candidates(2).hardware(), "gpu-h200");
  request.set_max_candidates(1);
  EXPECT_EQ(Plan(request).explanation().candidates_size(), 1);
  EXPECT_EQ(Plan(request).explanation().candidates_considered(), 3);
}

TEST(ExclusionsTest, CountTheProvidersThatAreNotChosen) {
  EXPECT_THAT(CountLines(Plan(VersionRequest("gpu-h200")).exclusions()),
              ElementsAre("COMPUTE_UNIT_NOT_OFFERED 1", "LESS_PREFERRED 1"));
  EXPECT_THAT(CountLines(Plan(VersionRequest("gpu-8x-t4")).exclusions()),
              ElementsAre("COMPUTE_UNIT_NOT_OFFERED 2", "FITS_NO_NODE_SHAPE 1"));
}

// Nobody asks for the provider: what an operator sets for GKE, GKE does.
TEST(OperatorCatalogTest, PoliciesApplyWhereTheCatalogSetsThem) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    v1::ProviderPolicy& gke = PolicyOf(catalog, v1::PROVIDER_GKE);
    *gke.add_priority_classes() = FromText<v1::PriorityClassRule>("name: 'gke-gpu' min_gpus: 1");
    *gke.add_priority_classes() = FromText<v1::PriorityClassRule>("name: 'gke-cpu'");
    *gke.mutable_cpu_model_spread() =
        FromText<v1::TopologySpread>("max_skew: 5 topology_key: 'zone' when_unsatisfiable: 'DoNotSchedule'");
    *gke.mutable_bin_packing() = FromText<v1::BinPacking>(
        "min_gpus: 1 max_gpus: 8 compute_unit_weight: 4 grace_period_weight: 2 topology_key: 'zone'");
  });
  const v1::PlanPlacementResponse gpu = Plan(VersionRequest("gpu-t4"), *catalog);
  EXPECT_EQ(gpu.kubernetes().priority_class(), "gke-gpu");
  const v1::PodSpec& gpu_pod = gpu.kubernetes().deployment().spec().template_().spec();
  EXPECT_EQ(gpu_pod.affinity().pod_affinity().preferred_during_scheduling_ignored_during_execution_size(), 2);
  EXPECT_EQ(gpu_pod.topology_spread_constraints_size(), 0);
  const v1::PlanPlacementResponse cpu = Plan(VersionRequest("cpu", "provider: PROVIDER_GKE"), *catalog);
  EXPECT_EQ(cpu.kubernetes().priority_class(), "gke-cpu");
  const v1::PodSpec& cpu_pod = cpu.kubernetes().deployment().spec().template_().spec();
  EXPECT_EQ(cpu_pod.topology_spread_constraints(0).max_skew(), 5);
  EXPECT_EQ(cpu_pod.topology_spread_constraints(0).when_unsatisfiable(), "DoNotSchedule");
}

TEST(OperatorCatalogTest, TheDirectorsCpuCountsForTheFit) {
  const auto catalog =
      CatalogWith([](v1::Catalog& catalog) { catalog.mutable_replicate()->mutable_director()->set_cpu_millis(500); });
  const v1::NodeFit fit = Plan(VersionRequest("gpu-t4"), *catalog).kubernetes().node_fit();
  // 17.8 CPU hold four pods of 4, and three of 4.5.
  EXPECT_EQ(fit.pods_per_node(), 3);
  EXPECT_EQ(fit.limiting_resource(), "cpu");
  EXPECT_EQ(fit.pod_requests().cpu_millis(), 4500);
  EXPECT_EQ(Plan(VersionRequest("gpu-t4")).kubernetes().node_fit().pods_per_node(), 4);
}

TEST(OperatorCatalogTest, LimitsMakeAUnitPlannable) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    *UnitOf(catalog, "gpu-rtx-a6000").mutable_limits() =
        FromText<v1::Resources>("cpu_millis: 8000 memory_mib: 65536 gpus: 1");
    SkuOf(catalog, "gpu-2x-rtx-a6000").set_is_legacy(false);
  });
  const v1::PlanPlacementResponse plan = Plan(VersionRequest("gpu-2x-rtx-a6000"), *catalog);
  EXPECT_EQ(plan.outcome(), v1::OUTCOME_FEASIBLE);
  EXPECT_EQ(plan.hardware().limits().memory_mib(), 131'072);
}

}  // namespace
}  // namespace berth
