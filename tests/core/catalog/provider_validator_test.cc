#include <gtest/gtest.h>

#include <algorithm>

#include "tests/core/catalog/spoilt_catalog.h"

namespace berth {
namespace {

v1::ProviderPolicy& Cks(v1::Catalog& catalog) { return PolicyOf(catalog, v1::PROVIDER_CKS); }
v1::ProviderPolicy& Mk8s(v1::Catalog& catalog) { return PolicyOf(catalog, v1::PROVIDER_MK8S); }
v1::ProviderPolicy& Gke(v1::Catalog& catalog) { return PolicyOf(catalog, v1::PROVIDER_GKE); }

void AddOffer(v1::ProviderPolicy& policy, absl::string_view text) {
  *policy.add_offers() = FromText<v1::ProviderOffer>(text);
}

void AddPriorityClass(v1::ProviderPolicy& policy, absl::string_view text) {
  *policy.add_priority_classes() = FromText<v1::PriorityClassRule>(text);
}

void AddNodePool(v1::ProviderPolicy& policy, absl::string_view text) {
  policy.clear_node_pools();
  *policy.add_node_pools() = FromText<v1::NodePoolPreference>(text);
}

const SpoiltCase kSpoiltPolicies[] = {
    {"none", [](auto& catalog) { catalog.clear_providers(); }, {{"providers", "there is none"}}},
    {"twice",
     [](auto& catalog) { *catalog.add_providers() = Mk8s(catalog); },
     {{"providers[PROVIDER_MK8S].provider", "`PROVIDER_MK8S` is there twice"}}},
    {"unnamed",
     [](auto& catalog) { Mk8s(catalog).clear_provider(); },
     {{"providers[PROVIDER_UNSPECIFIED].provider", "is not set"}}},
    {"no namespace",
     [](auto& catalog) { Mk8s(catalog).clear_namespace_(); },
     {{"providers[PROVIDER_MK8S].namespace", "is no DNS label"}}},
    {"illegal namespace",
     [](auto& catalog) { Mk8s(catalog).set_namespace_("my.models"); },
     {{"providers[PROVIDER_MK8S].namespace", "is no DNS label"}}},
};

const SpoiltCase kSpoiltOffers[] = {
    {"no such unit",
     [](auto& catalog) { AddOffer(Gke(catalog), "compute_unit: 'gpu-x' preference: 1"); },
     {{"providers[PROVIDER_GKE].offers[gpu-x].compute_unit", "`gpu-x` is no compute unit"}}},
    {"twice",
     [](auto& catalog) { AddOffer(Gke(catalog), "compute_unit: 'gpu-t4' preference: 2"); },
     {{"providers[PROVIDER_GKE].offers[gpu-t4].compute_unit", "`gpu-t4` is there twice"}}},
    {"no preference",
     [](auto& catalog) { AddOffer(Gke(catalog), "compute_unit: 'gpu-h100'"); },
     {{"providers[PROVIDER_GKE].offers[gpu-h100].preference", "`0` is not in 1 to 1000"}}},
    {"illegal label value",
     [](auto& catalog) { AddOffer(Mk8s(catalog), "compute_unit: 'gpu-h100' preference: 1 node_label_values: 'a b'"); },
     {{"providers[PROVIDER_MK8S].offers[gpu-h100].node_label_values", "`a b` is no label value"}}},
    {"empty label value",
     [](auto& catalog) { AddOffer(Mk8s(catalog), "compute_unit: 'gpu-h100' preference: 1 node_label_values: ''"); },
     {{"providers[PROVIDER_MK8S].offers[gpu-h100].node_label_values", "`` is no label value"}}},
    {"no label value, and no prefix",
     [](auto& catalog) { AddOffer(Mk8s(catalog), "compute_unit: 'gpu-h100' preference: 1"); },
     {{"providers[PROVIDER_MK8S].offers[gpu-h100].node_label_values", "is empty"}}},
    {"no label value for CPU models that go by it",
     [](auto& catalog) { Mk8s(catalog).clear_cpu_models(); },
     {{"providers[PROVIDER_MK8S].offers[cpu].node_label_values", "is empty"}}},
};

const SpoiltCase kSpoiltSelection[] = {
    {"illegal label key",
     [](auto& catalog) { Cks(catalog).set_node_label_key("a/b/c"); },
     {{"providers[PROVIDER_CKS].node_label_key", "`a/b/c` is no label key"}}},
    {"no sentinel",
     [](auto& catalog) { Cks(catalog).clear_no_such_node_value(); },
     {{"providers[PROVIDER_CKS].no_such_node_value", "`` is no label value"}}},
    {"CPU models without key",
     [](auto& catalog) { Cks(catalog).mutable_cpu_models()->clear_node_label_key(); },
     {{"providers[PROVIDER_CKS].cpu_models.node_label_key", "`` is no label key"}}},
    {"CPU models without values",
     [](auto& catalog) { Cks(catalog).mutable_cpu_models()->clear_excluded_values(); },
     {{"providers[PROVIDER_CKS].cpu_models.excluded_values", "is empty"}}},
    {"CPU models with an illegal value",
     [](auto& catalog) { Mk8s(catalog).mutable_cpu_models()->set_excluded_values(0, "-"); },
     {{"providers[PROVIDER_MK8S].cpu_models.excluded_values", "`-` is no label value"}}},
    {"procedures without key",
     [](auto& catalog) { Cks(catalog).mutable_procedures()->clear_node_label_key(); },
     {{"providers[PROVIDER_CKS].procedures.node_label_key", "`` is no label key"}}},
    {"procedures without pool",
     [](auto& catalog) { Cks(catalog).mutable_procedures()->clear_node_pool(); },
     {{"providers[PROVIDER_CKS].procedures.node_pool", "`` is no label value"}}},
    {"illegal scheduler",
     [](auto& catalog) { Cks(catalog).set_gpu_scheduler_name("My Scheduler"); },
     {{"providers[PROVIDER_CKS].gpu_scheduler_name", "is no DNS subdomain"}}},
};

const SpoiltCase kSpoiltPreferences[] = {
    {"bin-packing from no GPU",
     [](auto& catalog) { Cks(catalog).mutable_bin_packing()->set_min_gpus(0); },
     {{"providers[PROVIDER_CKS].bin_packing.min_gpus", "`0` is not in 1 to 8"}}},
    {"bin-packing to less than from",
     [](auto& catalog) {
       *Cks(catalog).mutable_bin_packing() = FromText<v1::BinPacking>(R"(
       min_gpus: 4 max_gpus: 3 compute_unit_weight: 1 grace_period_weight: 1 topology_key: "k")");
     },
     {{"providers[PROVIDER_CKS].bin_packing.max_gpus", "`3` is not in 4 to 8"}}},
    {"bin-packing weights",
     [](auto& catalog) {
       Cks(catalog).mutable_bin_packing()->set_compute_unit_weight(0);
       Cks(catalog).mutable_bin_packing()->set_grace_period_weight(101);
     },
     {{"providers[PROVIDER_CKS].bin_packing.compute_unit_weight", "`0` is not in 1 to 100"},
      {"providers[PROVIDER_CKS].bin_packing.grace_period_weight", "`101` is not in 1 to 100"}}},
    {"bin-packing without topology key",
     [](auto& catalog) { Cks(catalog).mutable_bin_packing()->clear_topology_key(); },
     {{"providers[PROVIDER_CKS].bin_packing.topology_key", "`` is no label key"}}},
    {"node pool without key",
     [](auto& catalog) { AddNodePool(Cks(catalog), "node_pools: 'a' weight: 1"); },
     {{"providers[PROVIDER_CKS].node_pools[0].node_label_key", "`` is no label key"}}},
    {"node pool without pools",
     [](auto& catalog) { AddNodePool(Cks(catalog), "node_label_key: 'k' weight: 1"); },
     {{"providers[PROVIDER_CKS].node_pools[0].node_pools", "is empty"}}},
    {"node pool with an illegal pool",
     [](auto& catalog) { AddNodePool(Cks(catalog), "node_label_key: 'k' weight: 1 node_pools: 'a b'"); },
     {{"providers[PROVIDER_CKS].node_pools[0].node_pools", "`a b` is no label value"}}},
    {"node pool for nine GPUs",
     [](auto& catalog) {
       AddNodePool(Cks(catalog), "node_label_key: 'k' weight: 1 node_pools: 'a' preferred_from_gpus: 9");
     },
     {{"providers[PROVIDER_CKS].node_pools[0].preferred_from_gpus", "`9` is not in 1 to 8"}}},
    {"node pool without weight",
     [](auto& catalog) { AddNodePool(Cks(catalog), "node_label_key: 'k' node_pools: 'a'"); },
     {{"providers[PROVIDER_CKS].node_pools[0].weight", "`0` is not in 1 to 100"}}},
};

const SpoiltCase kSpoiltPriorities[] = {
    {"illegal name",
     [](auto& catalog) { AddPriorityClass(Gke(catalog), "name: 'Not A Name'"); },
     {{"providers[PROVIDER_GKE].priority_classes[Not A Name].name", "is no DNS subdomain"}}},
    {"preempting without GPU",
     [](auto& catalog) { AddPriorityClass(Gke(catalog), "name: 'a' allow_preemption: true"); },
     {{"providers[PROVIDER_GKE].priority_classes[a].allow_preemption", "only pods with GPUs"}}},
    {"two for pods without GPU",
     [](auto& catalog) { AddPriorityClass(Cks(catalog), "name: 'second'"); },
     {{"providers[PROVIDER_CKS].priority_classes[second].min_gpus", "`pods without GPU` is there twice"}}},
    {"two for pods that may preempt",
     [](auto& catalog) { AddPriorityClass(Cks(catalog), "name: 'second' min_gpus: 8 allow_preemption: true"); },
     {{"providers[PROVIDER_CKS].priority_classes[second].allow_preemption",
       "that may preempt others` is there twice"}}},
    {"one for both, and one for either",
     [](auto& catalog) { AddPriorityClass(Cks(catalog), "name: 'second' min_gpus: 1"); },
     {{"providers[PROVIDER_CKS].priority_classes[second].allow_preemption",
       "that may not preempt others` is there twice"},
      {"providers[PROVIDER_CKS].priority_classes[second].allow_preemption",
       "that may preempt others` is there twice"}}},
    {"for nine GPUs",
     [](auto& catalog) { AddPriorityClass(Gke(catalog), "name: 'a' min_gpus: 9"); },
     {{"providers[PROVIDER_GKE].priority_classes[a].min_gpus", "`9` is not in 1 to 8"}}},
};

const SpoiltCase kSpoiltRest[] = {
    {"spread without skew",
     [](auto& catalog) { Cks(catalog).mutable_cpu_model_spread()->clear_max_skew(); },
     {{"providers[PROVIDER_CKS].cpu_model_spread.max_skew", "`0` is not in 1 to 1000"}}},
    {"spread without topology key",
     [](auto& catalog) { Cks(catalog).mutable_cpu_model_spread()->clear_topology_key(); },
     {{"providers[PROVIDER_CKS].cpu_model_spread.topology_key", "`` is no label key"}}},
    {"spread that is unsatisfiable otherwise",
     [](auto& catalog) { Cks(catalog).mutable_cpu_model_spread()->set_when_unsatisfiable("Always"); },
     {{"providers[PROVIDER_CKS].cpu_model_spread.when_unsatisfiable", "is neither `DoNotSchedule` nor"}}},
    {"toleration without key",
     [](auto& catalog) { Gke(catalog).add_tolerations()->set_effect("NoExecute"); },
     {{"providers[PROVIDER_GKE].tolerations[].key", "`` is no label key"}}},
    {"toleration twice",
     [](auto& catalog) { *Gke(catalog).add_tolerations() = Gke(catalog).tolerations(0); },
     {{"providers[PROVIDER_GKE].tolerations[nvidia.com/gpu].key", "is there twice"}}},
    {"toleration with an illegal value",
     [](auto& catalog) { Gke(catalog).mutable_tolerations(0)->set_value("a b"); },
     {{"providers[PROVIDER_GKE].tolerations[nvidia.com/gpu].value", "`a b` is no label value"}}},
    {"toleration of another effect",
     [](auto& catalog) { Gke(catalog).mutable_tolerations(0)->set_effect("noSchedule"); },
     {{"providers[PROVIDER_GKE].tolerations[nvidia.com/gpu].effect", "is none of `NoSchedule`"}}},
    {"node shape without name",
     [](auto& catalog) { Gke(catalog).mutable_node_shapes(0)->clear_name(); },
     {{"providers[PROVIDER_GKE].node_shapes[].name", "is not set"}}},
    {"node shape twice",
     [](auto& catalog) { *Mk8s(catalog).add_node_shapes() = Mk8s(catalog).node_shapes(0); },
     {{"providers[PROVIDER_MK8S].node_shapes[1gpu-16vcpu-200gb].name", "is there twice"}}},
    {"node shape without resources",
     [](auto& catalog) { Mk8s(catalog).mutable_node_shapes(0)->clear_allocatable(); },
     {{"providers[PROVIDER_MK8S].node_shapes[1gpu-16vcpu-200gb].allocatable.cpu_millis", "`0` is not in 1 to"},
      {"providers[PROVIDER_MK8S].node_shapes[1gpu-16vcpu-200gb].allocatable.memory_mib", "`0` is not in 1 to"}}},
    {"node shape with a negative number of GPUs",
     [](auto& catalog) { Mk8s(catalog).mutable_node_shapes(0)->mutable_allocatable()->set_gpus(-1); },
     {{"providers[PROVIDER_MK8S].node_shapes[1gpu-16vcpu-200gb].allocatable.gpus", "`-1` is not in 0 to"}}},
    {"node shape without units",
     [](auto& catalog) { Mk8s(catalog).mutable_node_shapes(0)->clear_compute_units(); },
     {{"providers[PROVIDER_MK8S].node_shapes[1gpu-16vcpu-200gb].compute_units", "is empty"}}},
    {"node shape with an unknown unit",
     [](auto& catalog) { Mk8s(catalog).mutable_node_shapes(0)->add_compute_units("gpu-x"); },
     {{"providers[PROVIDER_MK8S].node_shapes[1gpu-16vcpu-200gb].compute_unit", "`gpu-x` is no compute unit"}}},
};

TEST(ProviderValidatorTest, RefusesEachFaultOfAPolicy) { ExpectRefused(kSpoiltPolicies); }
TEST(ProviderValidatorTest, RefusesEachFaultOfAnOffer) { ExpectRefused(kSpoiltOffers); }
TEST(ProviderValidatorTest, RefusesEachFaultOfTheNodeSelection) { ExpectRefused(kSpoiltSelection); }
TEST(ProviderValidatorTest, RefusesEachFaultOfThePreferences) { ExpectRefused(kSpoiltPreferences); }
TEST(ProviderValidatorTest, RefusesEachFaultOfThePriorityClasses) { ExpectRefused(kSpoiltPriorities); }
TEST(ProviderValidatorTest, RefusesEachFaultOfTheRest) { ExpectRefused(kSpoiltRest); }

// A prefix makes one label value per unit, each of which must be legal.
TEST(ProviderValidatorTest, RefusesAPrefixThatMakesNoLabelValue) {
  SpoiltCase row{"prefix", [](auto& catalog) { Gke(catalog).set_node_label_value_prefix("-"); }, {}};
  std::vector<std::string> units;
  for (const v1::ComputeUnit& unit : DefaultIndex().catalog().compute_units()) units.push_back(unit.name());
  std::sort(units.begin(), units.end());
  for (const std::string& unit : units) {
    row.faults.push_back({"providers[PROVIDER_GKE].node_label_value_prefix", "`-" + unit + "`"});
  }
  ExpectRefused({row});
}

}  // namespace
}  // namespace berth
