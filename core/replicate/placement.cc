#include "core/replicate/placement.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/replicate/pod.h"
#include "core/sku/limits.h"

namespace berth {
namespace {

using Values = google::protobuf::RepeatedPtrField<std::string>;

constexpr absl::string_view kIn = "In";
constexpr absl::string_view kNotIn = "NotIn";

void AddExpression(absl::string_view key, absl::string_view op, const Values& values, v1::NodeSelectorTerm& term) {
  v1::NodeSelectorRequirement& expression = *term.add_match_expressions();
  expression.set_key(std::string(key));
  expression.set_operator_(std::string(op));
  *expression.mutable_values() = values;
}

std::string Describe(const v1::NodeSelectorTerm& term) {
  return absl::StrJoin(term.match_expressions(), " and ", [](std::string* out, const auto& expression) {
    absl::StrAppend(out, expression.key(), " ", expression.operator_());
    if (!expression.values().empty()) absl::StrAppend(out, " [", absl::StrJoin(expression.values(), ", "), "]");
  });
}

Values Single(absl::string_view value) {
  Values values;
  values.Add(std::string(value));
  return values;
}

// Null where such pods get no class.
const v1::PriorityClassRule* FindPriorityClass(const Deployable& deployable, const v1::ProviderPolicy& policy) {
  const PodClass pod_class = ClassOf(deployable, policy);
  if (pod_class == PodClass::kProcedure) return nullptr;
  const int gpus = GpusOf(*deployable.unit, deployable.units());
  for (const v1::PriorityClassRule& rule : policy.priority_classes()) {
    const bool counts_preemption = rule.has_allow_preemption();
    const bool matches = rule.has_min_gpus() ? gpus >= rule.min_gpus() &&
                                                   (!counts_preemption ||
                                                    rule.allow_preemption() == deployable.config.allow_preemption())
                                             : pod_class == PodClass::kCpuModel;
    if (matches) return &rule;
  }
  return nullptr;
}

class Placer {
 public:
  Placer(const Deployable& deployable, const v1::ProviderPolicy& policy, const v1::ProviderOffer* offer,
         const v1::ReplicateSettings& settings, DecisionTrace& trace, v1::PodSpec& pod)
      : deployable_(deployable),
        policy_(policy),
        offer_(offer),
        settings_(settings),
        trace_(trace),
        pod_(pod),
        class_(ClassOf(deployable, policy)),
        gpus_(GpusOf(*deployable.unit, deployable.units())) {}

  void Place() {
    RequireNodes();
    SetScheduler();
    if (class_ != PodClass::kProcedure) {
      PreferNodePools();
      SetPriorityClass();
    }
    if (IsBinPacked(deployable_, policy_)) PreferLikePods();
    if (class_ == PodClass::kCpuModel) Spread();
    Tolerate();
  }

 private:
  void RequireNodes() {
    v1::NodeSelectorTerm& term = *pod_.mutable_affinity()
                                      ->mutable_node_affinity()
                                      ->mutable_required_during_scheduling_ignored_during_execution()
                                      ->add_node_selector_terms();
    if (class_ == PodClass::kProcedure) {
      AddExpression(policy_.procedures().node_label_key(), kIn, Single(policy_.procedures().node_pool()), term);
      trace_.Add("placement.procedures", "required node affinity", Describe(term));
    } else if (class_ == PodClass::kCpuModel && policy_.has_cpu_models()) {
      ExcludeNodes(policy_.cpu_models(), term);
      trace_.Add("placement.cpu-models", "required node affinity", Describe(term));
    } else {
      AddExpression(policy_.node_label_key(), kIn, NodeLabelValues(), term);
      trace_.Add(HasNodes() ? "placement.node-affinity" : "placement.no-such-node", "required node affinity",
                 Describe(term));
    }
  }

  // One term, since terms are ORed; `Exists` too, since `NotIn` also matches nodes without the label.
  static void ExcludeNodes(const v1::CpuModelNodes& nodes, v1::NodeSelectorTerm& term) {
    if (nodes.require_label()) AddExpression(nodes.node_label_key(), "Exists", {}, term);
    AddExpression(nodes.node_label_key(), kNotIn, nodes.excluded_values(), term);
  }

  bool HasOwnValues() const { return offer_ != nullptr && !offer_->node_label_values().empty(); }
  bool HasNodes() const { return HasOwnValues() || !policy_.node_label_value_prefix().empty(); }

  Values NodeLabelValues() const {
    if (HasOwnValues()) return offer_->node_label_values();
    if (!HasNodes()) return Single(policy_.no_such_node_value());
    return Single(absl::StrCat(policy_.node_label_value_prefix(), deployable_.unit->name()));
  }

  void SetScheduler() {
    if (class_ != PodClass::kGpu || policy_.gpu_scheduler_name().empty()) return;
    pod_.set_scheduler_name(policy_.gpu_scheduler_name());
    trace_.Add("placement.scheduler", "scheduler", pod_.scheduler_name());
  }

  void PreferNodePools() {
    std::vector<const v1::NodePoolPreference*> preferences;
    for (const v1::NodePoolPreference& preference : policy_.node_pools()) preferences.push_back(&preference);
    // Pools that some pods prefer come before those that all avoid.
    std::stable_partition(preferences.begin(), preferences.end(),
                          [](const auto* preference) { return preference->has_preferred_from_gpus(); });
    for (const v1::NodePoolPreference* preference : preferences) PreferNodePool(*preference);
  }

  void PreferNodePool(const v1::NodePoolPreference& preference) {
    const bool preferred = preference.has_preferred_from_gpus() && gpus_ >= preference.preferred_from_gpus();
    v1::PreferredSchedulingTerm& term =
        *pod_.mutable_affinity()->mutable_node_affinity()->add_preferred_during_scheduling_ignored_during_execution();
    term.set_weight(preference.weight());
    AddExpression(preference.node_label_key(), preferred ? kIn : kNotIn, preference.node_pools(),
                  *term.mutable_preference());
    trace_.Add(preferred ? "placement.node-pools.preferred" : "placement.node-pools.avoided", "preferred node affinity",
               "weight ", term.weight(), ": ", Describe(term.preference()));
  }

  void SetPriorityClass() {
    const v1::PriorityClassRule* rule = FindPriorityClass(deployable_, policy_);
    if (rule == nullptr) return;
    pod_.set_priority_class_name(rule->name());
    trace_.Add("placement.priority-class", "priority class", rule->name());
  }

  void PreferLikePods() {
    const v1::BinPacking& packing = policy_.bin_packing();
    const v1::MetadataKeys& keys = settings_.metadata_keys();
    const bool extended = HasExtendedGrace(deployable_.config, settings_.grace_periods());
    PreferPodsLike(packing.compute_unit_weight(), keys.compute_unit_label(), deployable_.unit->name(),
                   "placement.bin-packing.compute-unit");
    PreferPodsLike(packing.grace_period_weight(), keys.grace_period_label(), GracePeriodLabel(extended),
                   "placement.bin-packing.grace-period");
  }

  void PreferPodsLike(int weight, const std::string& label, absl::string_view value, absl::string_view rule) {
    v1::WeightedPodAffinityTerm& term =
        *pod_.mutable_affinity()->mutable_pod_affinity()->add_preferred_during_scheduling_ignored_during_execution();
    term.set_weight(weight);
    term.mutable_pod_affinity_term()->set_topology_key(policy_.bin_packing().topology_key());
    (*term.mutable_pod_affinity_term()->mutable_label_selector()->mutable_match_labels())[label] = std::string(value);
    trace_.Add(rule, "preferred pod affinity", "weight ", weight, ": ", label, "=", value);
  }

  // All pods of the unit count, not just the deployable's own: it is their bunching together that starves GPU pods.
  void Spread() {
    if (!policy_.has_cpu_model_spread()) return;
    const v1::TopologySpread& spread = policy_.cpu_model_spread();
    v1::TopologySpreadConstraint& constraint = *pod_.add_topology_spread_constraints();
    constraint.set_max_skew(spread.max_skew());
    constraint.set_topology_key(spread.topology_key());
    constraint.set_when_unsatisfiable(spread.when_unsatisfiable());
    (*constraint.mutable_label_selector()->mutable_match_labels())[settings_.metadata_keys().compute_unit_label()] =
        deployable_.unit->name();
    trace_.Add("placement.spread", "topology spread", "max skew ", spread.max_skew());
  }

  void Tolerate() {
    for (const v1::TaintToleration& taint : policy_.tolerations()) {
      v1::Toleration& toleration = *pod_.add_tolerations();
      toleration.set_key(taint.key());
      toleration.set_operator_("Equal");
      toleration.set_value(taint.value().empty() ? deployable_.unit->name() : taint.value());
      toleration.set_effect(taint.effect());
      trace_.Add("placement.tolerations", "toleration", taint.key(), "=", toleration.value(), ":", taint.effect());
    }
  }

  const Deployable& deployable_;
  const v1::ProviderPolicy& policy_;
  const v1::ProviderOffer* offer_;
  const v1::ReplicateSettings& settings_;
  DecisionTrace& trace_;
  v1::PodSpec& pod_;
  PodClass class_;
  int gpus_;
};

}  // namespace

PodClass ClassOf(const Deployable& deployable, const v1::ProviderPolicy& policy) {
  if (HasGpu(*deployable.unit)) return PodClass::kGpu;
  const bool procedure = deployable.facts.kind() == v1::DEPLOYABLE_KIND_FUNCTION_PREDICTION;
  return procedure && policy.has_procedures() ? PodClass::kProcedure : PodClass::kCpuModel;
}

bool IsBinPacked(const Deployable& deployable, const v1::ProviderPolicy& policy) {
  const int gpus = GpusOf(*deployable.unit, deployable.units());
  const v1::BinPacking& packing = policy.bin_packing();
  return policy.has_bin_packing() && gpus >= packing.min_gpus() && gpus <= packing.max_gpus();
}

void PlacePod(const Deployable& deployable, const v1::ProviderPolicy& policy, const v1::ProviderOffer* offer,
              const v1::ReplicateSettings& settings, DecisionTrace& trace, v1::PodSpec& pod) {
  Placer(deployable, policy, offer, settings, trace, pod).Place();
}

void AddPlacementDiagnostics(const Deployable& deployable, const v1::ProviderPolicy& policy, Findings& findings) {
  const v1::PriorityClassRule* rule = FindPriorityClass(deployable, policy);
  if (deployable.config.allow_preemption() && (rule == nullptr || !rule->allow_preemption())) {
    *findings.Add() = MakeFinding(v1::REASON_PREEMPTION_HAS_NO_EFFECT, v1::SEVERITY_WARNING, "allow_preemption",
                                  absl::StrCat(policy.display_name(), " has no preempting class for such pods"));
  }
  if (ClassOf(deployable, policy) != PodClass::kCpuModel) return;
  if (deployable.facts.kind() == v1::DEPLOYABLE_KIND_FUNCTION_PREDICTION) {
    *findings.Add() = MakeFinding(v1::REASON_PROCEDURE_PLANNED_AS_CPU_MODEL, v1::SEVERITY_INFO, policy.display_name(),
                                  "the provider has no node pool for procedures");
  }
  if (policy.has_cpu_models() && !policy.cpu_models().require_label()) {
    *findings.Add() =
        MakeFinding(v1::REASON_NODE_LABEL_MAY_BE_MISSING, v1::SEVERITY_WARNING, policy.cpu_models().node_label_key(),
                    absl::StrCat("nodes without the label are not excluded: they may have [",
                                 absl::StrJoin(policy.cpu_models().excluded_values(), ", "), "] all the same"));
  }
}

absl::string_view GracePeriodLabel(bool extended) { return extended ? "extended" : "standard"; }

}  // namespace berth
