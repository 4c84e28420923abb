#include "core/planner/workers_ai_planner.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "core/access/tenancy.h"
#include "core/findings/findings.h"
#include "core/planner/document_size.h"
#include "core/rules/decision_trace.h"
#include "core/workers_ai/alternatives.h"
#include "core/workers_ai/cloudchamber.h"
#include "core/workers_ai/colos.h"
#include "core/workers_ai/constraints.h"
#include "core/workers_ai/external_model.h"
#include "core/workers_ai/gpu_sizing.h"
#include "core/workers_ai/model_config.h"
#include "core/workers_ai/path_choice.h"
#include "core/workers_ai/scheduling_priority.h"
#include "core/workers_ai/workload_validation.h"

namespace berth {
namespace {

constexpr absl::string_view kConfigPath = "workers_ai.config";

class WorkersAiPlanner {
 public:
  WorkersAiPlanner(const CatalogIndex& catalog, const v1::PlanPlacementRequest& request, int max_candidates,
                   Violations& violations, v1::PlanPlacementResponse& response)
      : settings_(catalog.catalog().workers_ai()),
        workload_(request.workers_ai()),
        max_candidates_(max_candidates),
        violations_(violations),
        response_(response),
        trace_(request.explain() ? response.mutable_explanation() : nullptr) {}

  void Plan() {
    ValidateWorkersAiWorkload(workload_, violations_);
    ModelConfig config = ReadModelConfig(workload_.config(), settings_, kConfigPath, trace_, violations_,
                                         *response_.mutable_diagnostics());
    if (!violations_.empty()) return;
    demand_ = config.demand;
    constraints_ = std::move(config.constraints);
    choice_ = ChoosePath(demand_, {workload_.path(), !constraints_.empty()}, settings_, trace_);
    PlaceInternally();
    priority_ = PriorityOf(workload_, settings_, trace_);
    DiagnoseConstraints(constraints_, settings_, *response_.mutable_diagnostics());
    if (choice_.chosen.path == v1::WORKERS_AI_PATH_INTERNAL) {
      WriteApplication();
    } else {
      WriteModel();
    }
    WriteFacts();
    Judge();
    ExplainCandidates();
  }

 private:
  // The colos are a matter of internal capacity, chosen or not.
  void PlaceInternally() {
    PathCandidate& internal = choice_.internal();
    place_ = PlaceInColos(workload_, internal.gpus, constraints_, settings_);
    for (const v1::Finding& finding : place_.findings) {
      if (finding.severity() == v1::SEVERITY_OBSTACLE) *internal.findings.Add() = finding;
    }
  }

  void WriteApplication() {
    DiagnoseTigerMode();
    v1::CloudchamberPlacement& placement = *response_.mutable_cloudchamber();
    BuildApplication(workload_, demand_, choice_.chosen.gpus, place_.constraints, priority_.value, settings_, trace_,
                     *placement.mutable_application());
    if (settings_.colos().empty()) return;
    for (const v1::Finding& finding : place_.findings) {
      if (finding.severity() != v1::SEVERITY_OBSTACLE) *response_.add_diagnostics() = finding;
    }
    placement.set_colos(static_cast<int>(place_.colos.size()));
    trace_.Add("workers-ai.constraint.colos", "colos that satisfy the constraints", place_.colos.size());
    if (!trace_.enabled()) return;
    for (size_t i = 0; i < place_.colos.size() && i < static_cast<size_t>(max_candidates_); ++i) {
      placement.add_colo_pops(place_.colos[i]->pop());
    }
  }

  void DiagnoseTigerMode() {
    if (!workload_.tiger_mode()) return;
    if (place_.tiger_tier.has_value()) {
      trace_.Add("workers-ai.tiger-mode", "tiger mode", "pins to tier ", *place_.tiger_tier);
      return;
    }
    *response_.add_diagnostics() = MakeFinding(v1::REASON_TIGER_MODE_NOT_APPLICABLE, v1::SEVERITY_INFO, "tiger_mode",
                                               "pins only single-GPU models without constraints of their own");
  }

  void WriteModel() {
    BuildExternalModel(workload_, demand_, choice_.chosen.gpus, settings_.external(), trace_,
                       *response_.mutable_external_model()->mutable_model());
    CheckDocumentSize(response_.external_model().model(), "workers_ai.env", violations_,
                      *response_.mutable_diagnostics());
    DiagnoseInapplicable(workload_, constraints_, priority_, *response_.mutable_diagnostics());
  }

  void WriteFacts() {
    v1::WorkersAiHardware& hardware = *response_.mutable_workers_ai();
    hardware = HardwareOf(demand_, choice_);
    // Only where and on what this plan runs; who wants to know what else there is asks for the hardware.
    hardware.clear_config();
    hardware.clear_paths();
    hardware.add_paths(choice_.chosen.path);
    v1::Routing& routing = *response_.mutable_routing();
    routing.set_model_id(workload_.model_id());
    routing.mutable_blacklisted_colos()->Add(constraints_.blacklisted.begin(), constraints_.blacklisted.end());
    *response_.mutable_tenancy() = WorkersAiTenancy();
    ReasonTally tally;
    tally.Count(choice_.other.findings);
    if (HasObstacle(choice_.chosen.findings)) tally.Count(choice_.chosen.findings);
    tally.AddTo(*response_.mutable_exclusions());
  }

  void Judge() {
    for (const v1::Finding& finding : choice_.chosen.findings) {
      if (finding.severity() == v1::SEVERITY_OBSTACLE) *response_.add_obstacles() = finding;
    }
    const bool feasible = response_.obstacles().empty();
    response_.set_outcome(feasible ? v1::OUTCOME_FEASIBLE : v1::OUTCOME_INFEASIBLE);
    if (feasible) return;
    for (v1::Alternative& alternative : WorkersAiAlternatives(workload_, demand_, constraints_, settings_)) {
      if (response_.alternatives_size() == max_candidates_) return;
      *response_.add_alternatives() = std::move(alternative);
    }
  }

  void ExplainCandidates() {
    if (!trace_.enabled()) return;
    v1::Explanation& explanation = *response_.mutable_explanation();
    explanation.set_candidates_considered(2);
    for (const PathCandidate* candidate : {&choice_.chosen, &choice_.other}) {
      if (explanation.candidates_size() == max_candidates_) return;
      v1::Candidate& row = *explanation.add_candidates();
      row.set_path(candidate->path);
      row.set_hardware(demand_.type->name());
      row.set_chosen(candidate == &choice_.chosen);
      *row.mutable_findings() = candidate->findings;
    }
  }

  const v1::WorkersAiSettings& settings_;
  const v1::WorkersAiWorkload& workload_;
  const int max_candidates_;
  Violations& violations_;
  v1::PlanPlacementResponse& response_;
  DecisionTrace trace_;
  GpuDemand demand_;
  ColoConstraints constraints_;
  SchedulingPriority priority_;
  PathChoice choice_;
  ColoPlacement place_;
};

}  // namespace

void PlanWorkersAi(const CatalogIndex& catalog, const v1::PlanPlacementRequest& request, int max_candidates,
                   Violations& violations, v1::PlanPlacementResponse& response) {
  if (!catalog.catalog().has_workers_ai()) {
    violations.Add(v1::ERROR_REASON_PLATFORM_NOT_IN_CATALOG, "workers_ai", "the catalog has no Workers AI settings");
    return;
  }
  WorkersAiPlanner(catalog, request, max_candidates, violations, response).Plan();
}

}  // namespace berth
