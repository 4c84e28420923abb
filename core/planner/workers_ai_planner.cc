#include "core/planner/workers_ai_planner.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/access/tenancy.h"
#include "core/findings/findings.h"
#include "core/rules/decision_trace.h"
#include "core/workers_ai/cloudchamber.h"
#include "core/workers_ai/constraints.h"
#include "core/workers_ai/external_model.h"
#include "core/workers_ai/gpu_sizing.h"
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
    demand_ = SizeDemand(workload_.config(), settings_, kConfigPath, trace_, violations_);
    constraints_ =
        ParseConstraints(workload_.config(), settings_, kConfigPath, violations_, *response_.mutable_diagnostics());
    if (!violations_.empty()) return;
    choice_ = ChoosePath(demand_, workload_.path(), settings_, trace_);
    priority_ = PriorityOf(workload_, settings_, trace_);
    *response_.mutable_obstacles() = choice_.chosen.gpus.obstacles;
    DiagnoseConstraints(constraints_, settings_, *response_.mutable_diagnostics());
    if (choice_.chosen.path == v1::WORKERS_AI_PATH_INTERNAL) {
      WriteApplication();
    } else {
      WriteModel();
    }
    WriteFacts();
    response_.set_outcome(response_.obstacles().empty() ? v1::OUTCOME_FEASIBLE : v1::OUTCOME_INFEASIBLE);
    ExplainCandidates();
  }

 private:
  void WriteApplication() {
    ApplyTigerMode();
    v1::CloudchamberPlacement& placement = *response_.mutable_cloudchamber();
    BuildApplication(workload_, demand_, choice_.chosen.gpus, constraints_, priority_.value, settings_, trace_,
                     *placement.mutable_application());
    if (settings_.colos().empty()) return;
    Findings findings;
    const auto colos = MatchColos(constraints_, settings_, findings);
    for (const v1::Finding& finding : findings) {
      const bool obstacle = finding.severity() == v1::SEVERITY_OBSTACLE;
      *(obstacle ? response_.add_obstacles() : response_.add_diagnostics()) = finding;
      if (obstacle) *choice_.chosen.findings.Add() = finding;
    }
    placement.set_colos(static_cast<int>(colos.size()));
    trace_.Add("workers-ai.constraint.colos", "colos that satisfy the constraints", colos.size());
    if (!trace_.enabled()) return;
    for (size_t i = 0; i < colos.size() && i < static_cast<size_t>(max_candidates_); ++i) {
      placement.add_colo_pops(colos[i]->pop());
    }
  }

  void ApplyTigerMode() {
    if (!workload_.tiger_mode()) return;
    if (const std::optional<int> tier = TigerTier(workload_, choice_.chosen.gpus, constraints_, settings_)) {
      constraints_.tiers = {*tier};
      trace_.Add("workers-ai.tiger-mode", "tiger mode", "pins to tier ", *tier);
      return;
    }
    *response_.add_diagnostics() = MakeFinding(v1::REASON_TIGER_MODE_NOT_APPLICABLE, v1::SEVERITY_INFO, "tiger_mode",
                                               "pins only single-GPU models without constraints of their own");
  }

  void WriteModel() {
    BuildExternalModel(workload_, demand_, choice_.chosen.gpus, settings_.external(), trace_,
                       *response_.mutable_external_model()->mutable_model());
    DiagnoseInapplicable(workload_, constraints_, priority_, *response_.mutable_diagnostics());
  }

  void WriteFacts() {
    v1::WorkersAiHardware& hardware = *response_.mutable_workers_ai();
    hardware.set_gpu_type(demand_.type->name());
    hardware.set_gpu_count(choice_.chosen.gpus.count);
    hardware.set_gpu_memory_gb(demand_.gpu_memory_gb);
    hardware.set_cpu_memory_gb(demand_.cpu_memory_gb);
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
