#include "core/planner/replicate_planner.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/access/tenancy.h"
#include "core/findings/findings.h"
#include "core/planner/alternatives.h"
#include "core/planner/document_size.h"
#include "core/planner/provider_choice.h"
#include "core/replicate/deployable.h"
#include "core/replicate/deployment_document.h"
#include "core/rules/decision_trace.h"
#include "core/sku/availability.h"
#include "core/validation/fields.h"

namespace berth {
namespace {

class ReplicatePlanner {
 public:
  ReplicatePlanner(const CatalogIndex& catalog, const v1::PlanPlacementRequest& request, int max_candidates,
                   Violations& violations, v1::PlanPlacementResponse& response)
      : catalog_(catalog),
        workload_(request.replicate()),
        max_candidates_(max_candidates),
        violations_(violations),
        response_(response),
        trace_(request.explain() ? response.mutable_explanation() : nullptr) {}

  void Plan() {
    deployable_ = ResolveDeployable(workload_, catalog_, trace_, violations_);
    if (!violations_.empty()) return;
    response_.mutable_diagnostics()->MergeFrom(deployable_.diagnostics);
    choice_ = ChooseProvider(deployable_, workload_.provider(), CheckAvailability(), catalog_);
    trace_.Add(workload_.provider() == v1::PROVIDER_UNSPECIFIED ? "provider.preferred" : "provider.named", "provider",
               choice_.chosen().policy->display_name());
    AddProviderFindings();
    WriteDocument();
    WriteFacts();
    response_.set_outcome(response_.obstacles().empty() ? v1::OUTCOME_FEASIBLE : v1::OUTCOME_INFEASIBLE);
    if (!response_.obstacles().empty()) {
      AddAlternatives(deployable_, workload_.provider(), max_candidates_, catalog_, *response_.mutable_alternatives());
    }
    ExplainCandidates();
  }

 private:
  // What rules the hardware out for its purpose. What already runs may stay where it is.
  Findings CheckAvailability() {
    Findings findings;
    AddUnavailability(*deployable_.sku, PurposeOf(workload_.kind()), findings);
    if (deployable_.sku->is_preview()) {
      Diagnose(v1::REASON_PREVIEW, v1::SEVERITY_INFO, deployable_.sku->name(), "the SKU is a preview");
    }
    if (!workload_.existing_workload()) return findings;
    for (const v1::Finding& finding : findings) {
      Diagnose(v1::REASON_KEPT_FOR_EXISTING_WORKLOAD, v1::SEVERITY_WARNING, finding.subject(), finding.message());
    }
    return {};
  }

  void AddProviderFindings() {
    for (const v1::Finding& finding : choice_.chosen().findings) {
      const bool obstacle = finding.severity() == v1::SEVERITY_OBSTACLE;
      *(obstacle ? response_.add_obstacles() : response_.add_diagnostics()) = finding;
    }
    ReasonTally tally;
    for (const ProviderCandidate& candidate : choice_.candidates) tally.Count(Exclusions(candidate));
    tally.AddTo(*response_.mutable_exclusions());
  }

  // Only what rules a candidate out; a diagnostic does not.
  static Findings Exclusions(const ProviderCandidate& candidate) {
    Findings exclusions;
    for (const v1::Finding& finding : candidate.findings) {
      if (finding.severity() == v1::SEVERITY_OBSTACLE) *exclusions.Add() = finding;
    }
    if (candidate.passed_over.has_value()) *exclusions.Add() = *candidate.passed_over;
    return exclusions;
  }

  void WriteDocument() {
    const ProviderCandidate& chosen = choice_.chosen();
    v1::KubernetesPlacement& placement = *response_.mutable_kubernetes();
    placement.set_provider(chosen.policy->provider());
    if (chosen.fit.has_value()) *placement.mutable_node_fit() = *chosen.fit;
    const int replicas = ChooseReplicas();
    BuildDeployment(deployable_, replicas, *chosen.policy, chosen.fit, catalog_, trace_,
                    *placement.mutable_deployment());
    CheckDocumentSize(placement.deployment(), EnvPath(), violations_, *response_.mutable_diagnostics());
    placement.set_priority_class(placement.deployment().spec().template_().spec().priority_class_name());
  }

  // Where the environment of the document comes from, which alone makes it large.
  std::string EnvPath() const { return FieldIn(deployable_.env_source, "env"); }

  int ChooseReplicas() {
    const v1::DeployableConfig& config = deployable_.config;
    const int replicas = ReplicasOf(workload_, config);
    const absl::string_view rule = workload_.has_replicas()     ? "pod.replicas.request"
                                   : config.has_min_instances() ? "pod.replicas.min-instances"
                                                                : "pod.replicas.zero";
    trace_.Add(rule, "replicas", replicas);
    if (!workload_.has_replicas() && !config.has_min_instances()) {
      Diagnose(v1::REASON_SCALED_TO_ZERO, v1::SEVERITY_INFO, "replicas",
               "neither `replicas` nor `min_instances` is set, so there are no pods");
    }
    if ((config.has_max_instances() && replicas > config.max_instances()) || replicas < config.min_instances()) {
      Diagnose(v1::REASON_REPLICAS_OUTSIDE_INSTANCES, v1::SEVERITY_WARNING, "replicas",
               absl::StrCat("`", replicas, "` is outside `min_instances` and `max_instances`"));
    }
    return replicas;
  }

  void WriteFacts() {
    *response_.mutable_hardware() = catalog_.HardwareOf(*deployable_.sku);
    *response_.mutable_workload() = deployable_.facts;
    response_.mutable_routing()->set_queue(deployable_.facts.queue());
    *response_.mutable_tenancy() = ReplicateTenancy();
  }

  void ExplainCandidates() {
    if (!trace_.enabled()) return;
    v1::Explanation& explanation = *response_.mutable_explanation();
    explanation.set_candidates_considered(static_cast<int>(choice_.candidates.size()));
    for (size_t i = 0; i < choice_.candidates.size() && i < static_cast<size_t>(max_candidates_); ++i) {
      v1::Candidate& row = *explanation.add_candidates();
      row.set_provider(choice_.candidates[i].policy->provider());
      row.set_hardware(deployable_.sku->name());
      row.set_chosen(i == 0);
      *row.mutable_findings() = choice_.candidates[i].findings;
      if (choice_.candidates[i].passed_over) *row.add_findings() = *choice_.candidates[i].passed_over;
    }
  }

  void Diagnose(v1::Reason reason, v1::Severity severity, absl::string_view subject, absl::string_view message) {
    *response_.add_diagnostics() = MakeFinding(reason, severity, subject, message);
  }

  const CatalogIndex& catalog_;
  const v1::ReplicateWorkload& workload_;
  const int max_candidates_;
  Violations& violations_;
  v1::PlanPlacementResponse& response_;
  DecisionTrace trace_;
  Deployable deployable_;
  ProviderChoice choice_;
};

}  // namespace

void PlanReplicate(const CatalogIndex& catalog, const v1::PlanPlacementRequest& request, int max_candidates,
                   Violations& violations, v1::PlanPlacementResponse& response) {
  ReplicatePlanner(catalog, request, max_candidates, violations, response).Plan();
}

}  // namespace berth
