#include "core/replicate/placement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "core/wire/wire.h"
#include "tests/core/lines.h"
#include "tests/core/replicate/deployables.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

v1::PodSpec Place(const v1::ReplicateWorkload& workload, v1::Provider provider,
                  const CatalogIndex& catalog = DefaultIndex()) {
  const Deployable deployable = Resolved(workload, catalog);
  v1::PodSpec pod;
  DecisionTrace trace(nullptr);
  PlacePod(deployable, *catalog.FindProvider(provider), catalog.FindOffer(provider, deployable.unit->name()),
           catalog.replicate(), trace, pod);
  return pod;
}

v1::PodSpec PlaceOn(absl::string_view config, v1::Provider provider, const CatalogIndex& catalog = DefaultIndex()) {
  return Place(VersionWorkload(config), provider, catalog);
}

// `key In [a, b]`, as the one required term says it.
Lines RequiredOf(const v1::PodSpec& pod) {
  const auto& terms =
      pod.affinity().node_affinity().required_during_scheduling_ignored_during_execution().node_selector_terms();
  Lines lines;
  for (const v1::NodeSelectorTerm& term : terms) {
    for (const v1::NodeSelectorRequirement& expression : term.match_expressions()) lines.push_back(ToJson(expression));
  }
  if (terms.size() != 1) lines.push_back(absl::StrCat(terms.size(), " terms"));
  return lines;
}

struct RequiredCase {
  absl::string_view name;
  v1::ReplicateWorkload workload;
  v1::Provider provider;
  Lines required;
};

TEST(PlacementTest, NodesAreRequiredInOneTerm) {
  const RequiredCase rows[] = {
      {"the unit's own values",
       VersionWorkload("hardware: 'gpu-8x-a100'"),
       v1::PROVIDER_CKS,
       {R"({"key":"gpu.nvidia.com/class","operator":"In","values":["A100_NVLINK","A100_PCIE_40GB"]})"}},
      {"prefix and unit",
       VersionWorkload("hardware: 'gpu-2x-t4'"),
       v1::PROVIDER_GKE,
       {R"({"key":"replicate/role","operator":"In","values":["model-gpu-t4"]})"}},
      {"prefix and unit, offered or not",
       VersionWorkload("hardware: 'gpu-h100'"),
       v1::PROVIDER_GKE,
       {R"({"key":"replicate/role","operator":"In","values":["model-gpu-h100"]})"}},
      {"a unit that is not offered",
       VersionWorkload("hardware: 'gpu-h100'"),
       v1::PROVIDER_MK8S,
       {R"({"key":"node.kubernetes.io/instance-type","operator":"In","values":["NO_SUCH_GPU"]})"}},
      {"CPU models, where the label must be there",
       VersionWorkload("hardware: 'cpu'"),
       v1::PROVIDER_CKS,
       {R"({"key":"gpu.nvidia.com/class","operator":"Exists"})",
        R"({"key":"gpu.nvidia.com/class","operator":"NotIn","values":["H100","H100_NVLINK_80GB","H200"]})"}},
      {"CPU models, where it need not",
       VersionWorkload("hardware: 'cpu'"),
       v1::PROVIDER_MK8S,
       {R"({"key":"gpu.nvidia.com/class","operator":"NotIn","values":["H200"]})"}},
      {"CPU models, by unit",
       VersionWorkload("hardware: 'cpu'"),
       v1::PROVIDER_GKE,
       {R"({"key":"replicate/role","operator":"In","values":["model-cpu"]})"}},
      {"procedures with a pool",
       ProcedureWorkload("hardware: 'cpu'"),
       v1::PROVIDER_CKS,
       {R"({"key":"compute.coreweave.com/node-pool","operator":"In","values":["customer-cpu-nodepool"]})"}},
      {"procedures without",
       ProcedureWorkload("hardware: 'cpu'"),
       v1::PROVIDER_MK8S,
       {R"({"key":"gpu.nvidia.com/class","operator":"NotIn","values":["H200"]})"}},
  };
  for (const RequiredCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    EXPECT_THAT(RequiredOf(Place(row.workload, row.provider)), ElementsAreArray(row.required));
  }
}

// What applies at a provider is what its policy states: with the blocks of another one it does as that one does.
TEST(PlacementTest, PoliciesAreDataAndWorkAtEveryProvider) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    const v1::ProviderPolicy cks = PolicyOf(catalog, v1::PROVIDER_CKS);
    v1::ProviderPolicy& gke = PolicyOf(catalog, v1::PROVIDER_GKE);
    *gke.mutable_bin_packing() = cks.bin_packing();
    *gke.mutable_node_pools() = cks.node_pools();
    *gke.mutable_priority_classes() = cks.priority_classes();
    *gke.mutable_cpu_model_spread() = cks.cpu_model_spread();
    *gke.mutable_cpu_models() = cks.cpu_models();
    *gke.mutable_procedures() = cks.procedures();
    gke.set_gpu_scheduler_name(cks.gpu_scheduler_name());
    gke.set_node_label_key(cks.node_label_key());
    gke.clear_node_label_value_prefix();
    gke.set_no_such_node_value(cks.no_such_node_value());
    *gke.mutable_offers() = cks.offers();
    gke.clear_tolerations();
  });
  for (const absl::string_view config :
       {"hardware: 'cpu'", "hardware: 'gpu-h100'", "hardware: 'gpu-4x-l40s' allow_preemption: true",
        "hardware: 'gpu-8x-h200'", "hardware: 'gpu-t4'", "hardware: 'gpu-a100' predict_timeout { seconds: 9999 }"}) {
    SCOPED_TRACE(std::string(config));
    EXPECT_EQ(ToJson(PlaceOn(config, v1::PROVIDER_GKE, *catalog)), ToJson(PlaceOn(config, v1::PROVIDER_CKS)));
  }
  const v1::ReplicateWorkload procedure = ProcedureWorkload("hardware: 'cpu'");
  EXPECT_EQ(ToJson(Place(procedure, v1::PROVIDER_GKE, *catalog)), ToJson(Place(procedure, v1::PROVIDER_CKS)));
}

TEST(PlacementTest, AnUnsetBlockAppliesToNothing) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    v1::ProviderPolicy& cks = PolicyOf(catalog, v1::PROVIDER_CKS);
    cks.clear_bin_packing();
    cks.clear_node_pools();
    cks.clear_priority_classes();
    cks.clear_cpu_model_spread();
    cks.clear_gpu_scheduler_name();
  });
  for (const absl::string_view config : {"hardware: 'cpu'", "hardware: 'gpu-h100'", "hardware: 'gpu-8x-h100'"}) {
    SCOPED_TRACE(std::string(config));
    v1::PodSpec pod = PlaceOn(config, v1::PROVIDER_CKS, *catalog);
    EXPECT_THAT(RequiredOf(pod), testing::Not(IsEmpty()));
    pod.clear_affinity();
    EXPECT_EQ(ToJson(pod), "{}");
    EXPECT_FALSE(PlaceOn(config, v1::PROVIDER_CKS, *catalog).affinity().has_pod_affinity());
  }
}

struct PriorityCase {
  absl::string_view config;
  absl::string_view name;
};

constexpr PriorityCase kPriorityCases[] = {
    {"hardware: 'cpu'", "r8-cpu-model"},
    {"hardware: 'cpu' allow_preemption: true", "r8-cpu-model"},
    {"hardware: 'gpu-h100' allow_preemption: true", ""},
    {"hardware: 'gpu-2x-h100'", ""},
    {"hardware: 'gpu-4x-h100'", "r8-high-no-preempt"},
    {"hardware: 'gpu-4x-h100' allow_preemption: false", "r8-high-no-preempt"},
    {"hardware: 'gpu-4x-h100' allow_preemption: true", "r8-high"},
    {"hardware: 'gpu-8x-h100' allow_preemption: true", "r8-high"},
};

TEST(PlacementTest, ThePriorityClassFollowsFromGpusAndPreemption) {
  for (const PriorityCase& row : kPriorityCases) {
    SCOPED_TRACE(std::string(row.config));
    const v1::PodSpec pod = PlaceOn(row.config, v1::PROVIDER_CKS);
    EXPECT_EQ(pod.priority_class_name(), row.name);
    EXPECT_EQ(pod.has_priority_class_name(), !row.name.empty());
  }
  EXPECT_FALSE(Place(ProcedureWorkload("hardware: 'cpu'"), v1::PROVIDER_CKS).has_priority_class_name());
}

TEST(PlacementTest, APriorityClassMayBeForBothKindsOfPods) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    *PolicyOf(catalog, v1::PROVIDER_GKE).add_priority_classes() =
        FromText<v1::PriorityClassRule>("name: 'large' min_gpus: 2");
  });
  EXPECT_EQ(PlaceOn("hardware: 'gpu-2x-t4'", v1::PROVIDER_GKE, *catalog).priority_class_name(), "large");
  EXPECT_EQ(PlaceOn("hardware: 'gpu-2x-t4' allow_preemption: true", v1::PROVIDER_GKE, *catalog).priority_class_name(),
            "large");
  EXPECT_EQ(PlaceOn("hardware: 'gpu-t4'", v1::PROVIDER_GKE, *catalog).priority_class_name(), "");
  EXPECT_EQ(PlaceOn("hardware: 'cpu'", v1::PROVIDER_GKE, *catalog).priority_class_name(), "");
}

TEST(PlacementTest, LikePodsArePreferredWithinTheBounds) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    *PolicyOf(catalog, v1::PROVIDER_GKE).mutable_bin_packing() = FromText<v1::BinPacking>(
        "min_gpus: 2 max_gpus: 4 compute_unit_weight: 7 grace_period_weight: 3 topology_key: 'zone'");
  });
  const std::pair<absl::string_view, int> rows[] = {
      {"cpu", 0}, {"gpu-t4", 0}, {"gpu-2x-t4", 2}, {"gpu-4x-t4", 2}, {"gpu-8x-t4", 0}};
  for (const auto& [sku, terms] : rows) {
    SCOPED_TRACE(std::string(sku));
    const v1::PodSpec pod =
        PlaceOn(absl::StrCat("hardware: '", sku, "' predict_timeout { seconds: 1801 }"), v1::PROVIDER_GKE, *catalog);
    const auto& preferred = pod.affinity().pod_affinity().preferred_during_scheduling_ignored_during_execution();
    ASSERT_EQ(preferred.size(), terms);
    if (terms == 0) continue;
    EXPECT_EQ(ToJson(preferred[0]),
              R"({"weight":7,"podAffinityTerm":{"labelSelector":{"matchLabels":{"berth.dev/compute-unit":"gpu-t4"}},)"
              R"("topologyKey":"zone"}})");
    EXPECT_EQ(ToJson(preferred[1]),
              R"({"weight":3,"podAffinityTerm":{"labelSelector":{"matchLabels":{"berth.dev/grace-period":"extended"}},)"
              R"("topologyKey":"zone"}})");
  }
}

TEST(PlacementTest, PreferredPoolsComeBeforeThoseThatAllAvoid) {
  const auto preferences = [](absl::string_view config) {
    Lines lines;
    const v1::PodSpec pod = PlaceOn(config, v1::PROVIDER_CKS);
    for (const auto& term : pod.affinity().node_affinity().preferred_during_scheduling_ignored_during_execution()) {
      const auto& expression = term.preference().match_expressions(0);
      lines.push_back(absl::StrCat(term.weight(), " ", expression.operator_(), " ", expression.values(0)));
    }
    return lines;
  };
  EXPECT_THAT(preferences("hardware: 'gpu-8x-l40s'"), ElementsAre("100 In priority-8x", "100 NotIn on-demand"));
  EXPECT_THAT(preferences("hardware: 'gpu-4x-l40s'"), ElementsAre("100 NotIn priority-8x", "100 NotIn on-demand"));
  EXPECT_THAT(preferences("hardware: 'cpu'"), ElementsAre("100 NotIn priority-8x", "100 NotIn on-demand"));
}

TEST(PlacementTest, OnlyCpuModelsSpread) {
  const v1::PodSpec pod = PlaceOn("hardware: 'cpu'", v1::PROVIDER_CKS);
  ASSERT_EQ(pod.topology_spread_constraints_size(), 1);
  EXPECT_EQ(ToJson(pod.topology_spread_constraints(0)),
            R"({"maxSkew":2,"topologyKey":"kubernetes.io/hostname","whenUnsatisfiable":"ScheduleAnyway",)"
            R"("labelSelector":{"matchLabels":{"berth.dev/compute-unit":"cpu"}}})");
  EXPECT_EQ(PlaceOn("hardware: 'gpu-h100'", v1::PROVIDER_CKS).topology_spread_constraints_size(), 0);
  EXPECT_EQ(Place(ProcedureWorkload("hardware: 'cpu'"), v1::PROVIDER_CKS).topology_spread_constraints_size(), 0);
}

TEST(PlacementTest, EveryPodToleratesTheTaints) {
  for (const v1::ReplicateWorkload& workload :
       {VersionWorkload("hardware: 'gpu-t4'"), VersionWorkload("hardware: 'cpu'"),
        ProcedureWorkload("hardware: 'cpu'")}) {
    const v1::PodSpec pod = Place(workload, v1::PROVIDER_GKE);
    const std::string unit = workload.version().prediction_config().hardware() == "gpu-t4" ? "gpu-t4" : "cpu";
    Lines lines;
    for (const v1::Toleration& toleration : pod.tolerations()) {
      lines.push_back(absl::StrCat(toleration.key(), " ", toleration.operator_(), " ", toleration.value(), " ",
                                   toleration.effect()));
    }
    EXPECT_THAT(lines,
                ElementsAre("model-compute-unit Equal " + unit + " NoSchedule",
                            "model-hardware Equal " + unit + " NoSchedule", "nvidia.com/gpu Equal present NoSchedule"));
  }
}

TEST(PodClassTest, AProcedureIsOneOnlyWhereItHasNodes) {
  const Deployable procedure = Resolved(ProcedureWorkload("hardware: 'cpu'"));
  EXPECT_EQ(ClassOf(procedure, *DefaultIndex().FindProvider(v1::PROVIDER_CKS)), PodClass::kProcedure);
  EXPECT_EQ(ClassOf(procedure, *DefaultIndex().FindProvider(v1::PROVIDER_GKE)), PodClass::kCpuModel);
  const Deployable model = Resolved(VersionWorkload("hardware: 'cpu'"));
  EXPECT_EQ(ClassOf(model, *DefaultIndex().FindProvider(v1::PROVIDER_CKS)), PodClass::kCpuModel);
  const Deployable gpu = Resolved(VersionWorkload("hardware: 'gpu-t4'"));
  EXPECT_EQ(ClassOf(gpu, *DefaultIndex().FindProvider(v1::PROVIDER_CKS)), PodClass::kGpu);
}

struct DiagnosticCase {
  absl::string_view name;
  v1::ReplicateWorkload workload;
  v1::Provider provider;
  Lines lines;
};

TEST(PlacementDiagnosticsTest, SayWhatMaySurprise) {
  const DiagnosticCase rows[] = {
      {"GPU", VersionWorkload("hardware: 'gpu-t4'"), v1::PROVIDER_MK8S, {}},
      {"CPU model, label required", VersionWorkload("hardware: 'cpu'"), v1::PROVIDER_CKS, {}},
      {"CPU model, label not required",
       VersionWorkload("hardware: 'cpu'"),
       v1::PROVIDER_MK8S,
       {"WARNING NODE_LABEL_MAY_BE_MISSING gpu.nvidia.com/class"}},
      {"procedure with a pool", ProcedureWorkload("hardware: 'cpu'"), v1::PROVIDER_CKS, {}},
      {"procedure without",
       ProcedureWorkload("hardware: 'cpu'"),
       v1::PROVIDER_GKE,
       {"INFO PROCEDURE_PLANNED_AS_CPU_MODEL Google Kubernetes Engine"}},
      {"procedure without, label not required",
       ProcedureWorkload("hardware: 'cpu'"),
       v1::PROVIDER_MK8S,
       {"INFO PROCEDURE_PLANNED_AS_CPU_MODEL Nebius MK8S", "WARNING NODE_LABEL_MAY_BE_MISSING gpu.nvidia.com/class"}},
  };
  for (const DiagnosticCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    Findings findings;
    AddPlacementDiagnostics(Resolved(row.workload), *DefaultIndex().FindProvider(row.provider), findings);
    EXPECT_THAT(FindingLines(findings), ElementsAreArray(row.lines));
  }
}

TEST(PlacementDiagnosticsTest, PreemptionWithoutEffect) {
  const Lines without_effect = {"WARNING PREEMPTION_HAS_NO_EFFECT allow_preemption"};
  const DiagnosticCase rows[] = {
      {"four GPUs", VersionWorkload("hardware: 'gpu-4x-h100' allow_preemption: true"), v1::PROVIDER_CKS, {}},
      {"eight GPUs, not allowed",
       VersionWorkload("hardware: 'gpu-8x-h100' allow_preemption: false"),
       v1::PROVIDER_CKS,
       {}},
      {"two GPUs", VersionWorkload("hardware: 'gpu-2x-h100' allow_preemption: true"), v1::PROVIDER_CKS, without_effect},
      {"two GPUs, not allowed",
       VersionWorkload("hardware: 'gpu-2x-h100' allow_preemption: false"),
       v1::PROVIDER_CKS,
       {}},
      {"CPU model", VersionWorkload("hardware: 'cpu' allow_preemption: true"), v1::PROVIDER_CKS, without_effect},
      {"procedure", ProcedureWorkload("hardware: 'cpu' allow_preemption: true"), v1::PROVIDER_CKS, without_effect},
      {"a provider without classes", VersionWorkload("hardware: 'gpu-8x-h200' allow_preemption: true"),
       v1::PROVIDER_MK8S, without_effect},
  };
  for (const DiagnosticCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    Findings findings;
    AddPlacementDiagnostics(Resolved(row.workload), *DefaultIndex().FindProvider(row.provider), findings);
    EXPECT_THAT(FindingLines(findings), ElementsAreArray(row.lines));
  }
}

}  // namespace
}  // namespace berth
