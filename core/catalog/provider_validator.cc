// Provider policies.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/catalog/section_validators.h"
#include "core/names/kubernetes_names.h"
#include "core/sku/limits.h"

namespace berth {
namespace {

constexpr int kMaxWeight = 100;
constexpr int kMaxPodsPerNode = 100'000;

void RequireWeight(absl::string_view field, int weight, FaultCollector& faults) {
  faults.RequireRange(field, weight, 1, kMaxWeight);
}

void RequireUnit(const ComputeUnitsByName& units, absl::string_view name, FaultCollector& faults) {
  faults.Require(units.contains(name), "compute_unit", absl::StrCat("`", name, "` is no compute unit of the catalog"));
}

void ValidateOffers(const v1::ProviderPolicy& policy, const ComputeUnitsByName& units, FaultCollector& faults) {
  absl::flat_hash_set<std::string> names;
  for (const v1::ProviderOffer& offer : policy.offers()) {
    const FaultCollector::Scope scope(faults, absl::StrCat("offers[", offer.compute_unit(), "]"));
    RequireUnit(units, offer.compute_unit(), faults);
    faults.RequireNew(names, "compute_unit", offer.compute_unit());
    faults.RequireRange("preference", offer.preference(), 1, 1000);
    for (const std::string& value : offer.node_label_values()) faults.RequireLabelValue("node_label_values", value);
    const auto unit = units.find(offer.compute_unit());
    const bool reads_label = unit != units.end() && (HasGpu(*unit->second) || !policy.has_cpu_models());
    faults.Require(!reads_label || !offer.node_label_values().empty() || !policy.node_label_value_prefix().empty(),
                   "node_label_values", "is empty, and the provider has no `node_label_value_prefix`");
  }
}

void ValidateNodeSelection(const v1::ProviderPolicy& policy, const ComputeUnitsByName& units, FaultCollector& faults) {
  faults.RequireLabelKey("node_label_key", policy.node_label_key());
  if (policy.node_label_value_prefix().empty()) {
    faults.RequireLabelValue("no_such_node_value", policy.no_such_node_value());
  } else {
    for (const auto& [name, unit] : units) {
      faults.RequireLabelValue("node_label_value_prefix", absl::StrCat(policy.node_label_value_prefix(), name));
    }
  }
  if (policy.has_cpu_models()) {
    const FaultCollector::Scope scope(faults, "cpu_models");
    faults.RequireLabelKey("node_label_key", policy.cpu_models().node_label_key());
    faults.Require(!policy.cpu_models().excluded_values().empty(), "excluded_values", "is empty");
    for (const std::string& value : policy.cpu_models().excluded_values()) {
      faults.RequireLabelValue("excluded_values", value);
    }
  }
  if (policy.has_procedures()) {
    const FaultCollector::Scope scope(faults, "procedures");
    faults.RequireLabelKey("node_label_key", policy.procedures().node_label_key());
    faults.RequireLabelValue("node_pool", policy.procedures().node_pool());
  }
  if (!policy.gpu_scheduler_name().empty()) {
    faults.Require(IsDnsSubdomain(policy.gpu_scheduler_name()), "gpu_scheduler_name", "is no DNS subdomain");
  }
}

void ValidateBinPacking(const v1::BinPacking& packing, FaultCollector& faults) {
  const FaultCollector::Scope scope(faults, "bin_packing");
  faults.RequireRange("min_gpus", packing.min_gpus(), 1, kMaxComputeUnitsPerInstance);
  faults.RequireRange("max_gpus", packing.max_gpus(), packing.min_gpus(), kMaxComputeUnitsPerInstance);
  RequireWeight("compute_unit_weight", packing.compute_unit_weight(), faults);
  RequireWeight("grace_period_weight", packing.grace_period_weight(), faults);
  faults.RequireLabelKey("topology_key", packing.topology_key());
}

void ValidateNodePools(const v1::ProviderPolicy& policy, FaultCollector& faults) {
  int entry = 0;
  for (const v1::NodePoolPreference& preference : policy.node_pools()) {
    const FaultCollector::Scope scope(faults, absl::StrCat("node_pools[", entry++, "]"));
    faults.RequireLabelKey("node_label_key", preference.node_label_key());
    faults.Require(!preference.node_pools().empty(), "node_pools", "is empty");
    for (const std::string& pool : preference.node_pools()) faults.RequireLabelValue("node_pools", pool);
    if (preference.has_preferred_from_gpus()) {
      faults.RequireRange("preferred_from_gpus", preference.preferred_from_gpus(), 1, kMaxComputeUnitsPerInstance);
    }
    RequireWeight("weight", preference.weight(), faults);
  }
}

// Two rules that could match the same pod would leave its priority to chance.
void ValidatePriorityClasses(const v1::ProviderPolicy& policy, FaultCollector& faults) {
  absl::flat_hash_set<std::string> pods;
  for (const v1::PriorityClassRule& rule : policy.priority_classes()) {
    const FaultCollector::Scope scope(faults, absl::StrCat("priority_classes[", rule.name(), "]"));
    faults.Require(IsDnsSubdomain(rule.name()), "name", "is no DNS subdomain");
    if (!rule.has_min_gpus()) {
      faults.Require(!rule.has_allow_preemption(), "allow_preemption", "only pods with GPUs preempt others");
      faults.RequireNew(pods, "min_gpus", "pods without GPU");
      continue;
    }
    faults.RequireRange("min_gpus", rule.min_gpus(), 1, kMaxComputeUnitsPerInstance);
    for (const bool preemption : {false, true}) {
      if (rule.has_allow_preemption() && rule.allow_preemption() != preemption) continue;
      faults.RequireNew(pods, "allow_preemption",
                        absl::StrCat("pods with GPUs that ", preemption ? "may" : "may not", " preempt others"));
    }
  }
}

void ValidateSpread(const v1::TopologySpread& spread, FaultCollector& faults) {
  const FaultCollector::Scope scope(faults, "cpu_model_spread");
  faults.RequireRange("max_skew", spread.max_skew(), 1, 1000);
  faults.RequireLabelKey("topology_key", spread.topology_key());
  faults.Require(spread.when_unsatisfiable() == "DoNotSchedule" || spread.when_unsatisfiable() == "ScheduleAnyway",
                 "when_unsatisfiable", "is neither `DoNotSchedule` nor `ScheduleAnyway`");
}

void ValidateTolerations(const v1::ProviderPolicy& policy, FaultCollector& faults) {
  absl::flat_hash_set<std::string> keys;
  for (const v1::TaintToleration& toleration : policy.tolerations()) {
    const FaultCollector::Scope scope(faults, absl::StrCat("tolerations[", toleration.key(), "]"));
    faults.RequireLabelKey("key", toleration.key());
    faults.RequireNew(keys, "key", toleration.key());
    if (!toleration.value().empty()) faults.RequireLabelValue("value", toleration.value());
    const std::string& effect = toleration.effect();
    faults.Require(effect == "NoSchedule" || effect == "PreferNoSchedule" || effect == "NoExecute", "effect",
                   "is none of `NoSchedule`, `PreferNoSchedule` and `NoExecute`");
  }
}

void ValidateNodeShapes(const v1::ProviderPolicy& policy, const ComputeUnitsByName& units, FaultCollector& faults) {
  absl::flat_hash_set<std::string> names;
  for (const v1::NodeShape& shape : policy.node_shapes()) {
    const FaultCollector::Scope scope(faults, absl::StrCat("node_shapes[", shape.name(), "]"));
    faults.RequireText("name", shape.name());
    faults.RequireNew(names, "name", shape.name());
    faults.RequireRange("allocatable.cpu_millis", shape.allocatable().cpu_millis(), 1, kMaxCpuMillis);
    faults.RequireRange("allocatable.memory_mib", shape.allocatable().memory_mib(), 1, kMaxMemoryMib);
    faults.RequireRange("allocatable.gpus", shape.allocatable().gpus(), 0, 1000);
    if (shape.has_max_pods()) faults.RequireRange("max_pods", shape.max_pods(), 1, kMaxPodsPerNode);
    faults.Require(!shape.compute_units().empty(), "compute_units", "is empty");
    for (const std::string& unit : shape.compute_units()) RequireUnit(units, unit, faults);
  }
}

}  // namespace

void ValidateProviders(const v1::Catalog& catalog, const ComputeUnitsByName& units, FaultCollector& faults) {
  absl::flat_hash_set<std::string> seen;
  faults.Require(!catalog.providers().empty(), "providers", "there is none");
  for (const v1::ProviderPolicy& policy : catalog.providers()) {
    const FaultCollector::Scope scope(faults, absl::StrCat("providers[", v1::Provider_Name(policy.provider()), "]"));
    faults.Require(policy.provider() != v1::PROVIDER_UNSPECIFIED, "provider", "is not set");
    faults.RequireNew(seen, "provider", v1::Provider_Name(policy.provider()));
    faults.Require(IsDnsLabel(policy.namespace_()), "namespace", "is no DNS label");
    ValidateOffers(policy, units, faults);
    ValidateNodeSelection(policy, units, faults);
    if (policy.has_bin_packing()) ValidateBinPacking(policy.bin_packing(), faults);
    ValidateNodePools(policy, faults);
    ValidatePriorityClasses(policy, faults);
    if (policy.has_cpu_model_spread()) ValidateSpread(policy.cpu_model_spread(), faults);
    ValidateTolerations(policy, faults);
    ValidateNodeShapes(policy, units, faults);
  }
}

}  // namespace berth
