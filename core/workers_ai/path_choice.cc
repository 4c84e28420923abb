#include "core/workers_ai/path_choice.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace berth {
namespace {

absl::string_view NameOf(v1::WorkersAiPath path) {
  return path == v1::WORKERS_AI_PATH_INTERNAL ? "internal" : "external";
}

PathCandidate Consider(v1::WorkersAiPath path, GpuAllocation gpus) {
  PathCandidate candidate{path, std::move(gpus), {}};
  candidate.findings = candidate.gpus.obstacles;
  return candidate;
}

bool ChoosesInternal(const GpuDemand& demand, v1::WorkersAiPath asked, const PathCandidate& internal,
                     const PathCandidate& external) {
  if (asked != v1::WORKERS_AI_PATH_UNSPECIFIED) return asked == v1::WORKERS_AI_PATH_INTERNAL;
  if (!HasObstacle(internal.findings)) return true;
  if (!HasObstacle(external.findings)) return false;
  return !demand.type->external();
}

}  // namespace

PathChoice ChoosePath(const GpuDemand& demand, v1::WorkersAiPath asked, const v1::WorkersAiSettings& settings,
                      DecisionTrace& trace) {
  PathChoice choice{Consider(v1::WORKERS_AI_PATH_INTERNAL, AllocateInternal(demand, settings)),
                    Consider(v1::WORKERS_AI_PATH_EXTERNAL, AllocateExternal(demand, settings))};
  if (!ChoosesInternal(demand, asked, choice.chosen, choice.other)) std::swap(choice.chosen, choice.other);
  const absl::string_view chosen = NameOf(choice.chosen.path);
  if (asked != v1::WORKERS_AI_PATH_UNSPECIFIED) {
    *choice.other.findings.Add() = MakeFinding(v1::REASON_OTHER_PATH_REQUESTED, v1::SEVERITY_INFO, chosen,
                                               absl::StrCat("the caller asks for ", chosen, " capacity"));
  } else if (!HasObstacle(choice.other.findings)) {
    *choice.other.findings.Add() = MakeFinding(v1::REASON_LESS_PREFERRED, v1::SEVERITY_INFO, chosen,
                                               absl::StrCat(chosen, " capacity holds the model and is preferred"));
  }
  trace.Add(asked != v1::WORKERS_AI_PATH_UNSPECIFIED ? "workers-ai.path.named" : "workers-ai.path.chosen", "path",
            chosen);
  trace.Add(choice.chosen.path == v1::WORKERS_AI_PATH_INTERNAL ? "workers-ai.gpu-count.internal"
                                                               : "workers-ai.gpu-count.external",
            "GPU count", choice.chosen.gpus.count, choice.chosen.gpus.clamped ? ", clamped" : "");
  return choice;
}

}  // namespace berth
