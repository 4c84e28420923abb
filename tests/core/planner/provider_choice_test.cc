#include "core/planner/provider_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/core/lines.h"
#include "tests/core/planner/plans.h"

namespace berth {
namespace {

using testing::ElementsAreArray;

// The candidates in their order: `PROVIDER: finding, finding`.
Lines Choose(const v1::PlanPlacementRequest& request, const CatalogIndex& catalog = DefaultIndex()) {
  DecisionTrace trace(nullptr);
  Violations violations;
  const Deployable deployable = ResolveDeployable(request.replicate(), catalog, trace, violations);
  Lines lines;
  for (const ProviderCandidate& candidate :
       ChooseProvider(deployable, request.replicate().provider(), {}, catalog).candidates) {
    Findings findings = candidate.findings;
    if (candidate.passed_over.has_value()) *findings.Add() = *candidate.passed_over;
    lines.push_back(absl::StrCat(candidate.policy->display_name(), ": ", absl::StrJoin(FindingLines(findings), ", ")));
  }
  return lines;
}

struct ChoiceCase {
  absl::string_view name;
  v1::PlanPlacementRequest request;
  Lines candidates;
};

TEST(ProviderChoiceTest, TheMostPreferredThatCanTakeThePod) {
  const ChoiceCase rows[] = {
      {"first by preference",
       VersionRequest("gpu-h200"),
       {"Nebius MK8S: ", "CoreWeave CKS: INFO LESS_PREFERRED Nebius MK8S",
        "Google Kubernetes Engine: OBSTACLE COMPUTE_UNIT_NOT_OFFERED gpu-h200"}},
      {"the only one",
       VersionRequest("gpu-t4"),
       {"Google Kubernetes Engine: ", "CoreWeave CKS: OBSTACLE COMPUTE_UNIT_NOT_OFFERED gpu-t4",
        "Nebius MK8S: OBSTACLE COMPUTE_UNIT_NOT_OFFERED gpu-t4"}},
      {"asked for",
       VersionRequest("gpu-h200", "provider: PROVIDER_CKS"),
       {"CoreWeave CKS: ", "Nebius MK8S: INFO OTHER_PROVIDER_REQUESTED CoreWeave CKS",
        "Google Kubernetes Engine: OBSTACLE COMPUTE_UNIT_NOT_OFFERED gpu-h200, INFO OTHER_PROVIDER_REQUESTED "
        "CoreWeave CKS"}},
      {"asked for, though it cannot",
       VersionRequest("gpu-h100", "provider: PROVIDER_MK8S"),
       {"Nebius MK8S: OBSTACLE COMPUTE_UNIT_NOT_OFFERED gpu-h100",
        "CoreWeave CKS: INFO OTHER_PROVIDER_REQUESTED Nebius MK8S",
        "Google Kubernetes Engine: OBSTACLE COMPUTE_UNIT_NOT_OFFERED gpu-h100, INFO OTHER_PROVIDER_REQUESTED "
        "Nebius MK8S"}},
      {"nobody can, so one that takes the unit",
       VersionRequest("gpu-8x-t4"),
       {"Google Kubernetes Engine: OBSTACLE FITS_NO_NODE_SHAPE gpus 8/4, OBSTACLE FITS_NO_NODE_SHAPE memory_mib "
        "106752/55910, OBSTACLE FITS_NO_NODE_SHAPE cpu_millis 32000/17800",
        "CoreWeave CKS: OBSTACLE COMPUTE_UNIT_NOT_OFFERED gpu-t4",
        "Nebius MK8S: OBSTACLE COMPUTE_UNIT_NOT_OFFERED gpu-t4"}},
      {"unknown nodes are no obstacle",
       VersionRequest("gpu-a100"),
       {"CoreWeave CKS: INFO NODE_SHAPE_UNKNOWN gpu-a100", "Nebius MK8S: OBSTACLE COMPUTE_UNIT_NOT_OFFERED gpu-a100",
        "Google Kubernetes Engine: OBSTACLE COMPUTE_UNIT_NOT_OFFERED gpu-a100"}},
      {"procedure",
       ProcedureRequest(),
       {"CoreWeave CKS: INFO NODE_SHAPE_UNKNOWN customer-cpu-nodepool",
        "Nebius MK8S: INFO NODE_SHAPE_UNKNOWN cpu, INFO PROCEDURE_PLANNED_AS_CPU_MODEL Nebius MK8S, WARNING "
        "NODE_LABEL_MAY_BE_MISSING gpu.nvidia.com/class, INFO LESS_PREFERRED CoreWeave CKS",
        "Google Kubernetes Engine: INFO NODE_SHAPE_UNKNOWN cpu, INFO PROCEDURE_PLANNED_AS_CPU_MODEL Google Kubernetes "
        "Engine, INFO LESS_PREFERRED CoreWeave CKS"}},
  };
  for (const ChoiceCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    EXPECT_THAT(Choose(row.request), ElementsAreArray(row.candidates));
  }
}

TEST(ProviderChoiceTest, AnObstacleOutweighsAnyPreference) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    for (v1::NodeShape& shape : *PolicyOf(catalog, v1::PROVIDER_MK8S).mutable_node_shapes()) {
      shape.mutable_allocatable()->set_memory_mib(1024);
    }
  });
  const Lines candidates = Choose(VersionRequest("gpu-h200"), *catalog);
  EXPECT_EQ(candidates[0], "CoreWeave CKS: ");
  EXPECT_EQ(candidates[1], "Nebius MK8S: OBSTACLE FITS_NO_NODE_SHAPE memory_mib 147712/1024");
}

TEST(ProviderChoiceTest, TiesGoToTheFirstOfTheEnum) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    for (v1::ProviderPolicy& policy : *catalog.mutable_providers()) {
      for (v1::ProviderOffer& offer : *policy.mutable_offers()) offer.set_preference(5);
    }
  });
  EXPECT_EQ(Choose(VersionRequest("gpu-h200"), *catalog)[0], "CoreWeave CKS: ");
  EXPECT_THAT(Choose(VersionRequest("cpu"), *catalog)[0], testing::StartsWith("CoreWeave CKS"));
}

TEST(ProviderChoiceTest, NoUnitButItsOwnEverLandsOnANarrowProvider) {
  for (const v1::Sku* sku : DefaultIndex().SkusByName()) {
    if (!DefaultIndex().FindComputeUnit(sku->compute_unit())->has_limits()) continue;
    const std::string chosen = Choose(VersionRequest(sku->name()))[0];
    const bool narrow = chosen.find("Nebius") == 0;
    EXPECT_EQ(narrow, sku->compute_unit() == "gpu-h200") << sku->name() << ": " << chosen;
  }
}

}  // namespace
}  // namespace berth
