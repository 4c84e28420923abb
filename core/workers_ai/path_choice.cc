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

bool ChoosesInternal(const GpuDemand& demand, const PathWish& wish, const PathCandidate& internal,
                     const PathCandidate& external) {
  if (wish.asked != v1::WORKERS_AI_PATH_UNSPECIFIED) return wish.asked == v1::WORKERS_AI_PATH_INTERNAL;
  if (wish.pinned || !HasObstacle(internal.findings)) return true;
  if (!HasObstacle(external.findings)) return false;
  if (!demand.type->external()) return true;
  return demand.type->internal() && internal.gpus.count > external.gpus.count;
}

// Why a path that was not chosen was not. Nothing to add where it cannot take the model, and nobody decided before.
void AddPassedOver(const PathWish& wish, absl::string_view chosen, Findings& findings) {
  const auto add = [&](v1::Reason reason, absl::string_view subject, const std::string& message) {
    *findings.Add() = MakeFinding(reason, v1::SEVERITY_INFO, subject, message);
  };
  if (wish.asked != v1::WORKERS_AI_PATH_UNSPECIFIED) {
    add(v1::REASON_OTHER_PATH_REQUESTED, chosen, absl::StrCat("the caller asks for ", chosen, " capacity"));
  } else if (wish.pinned) {
    add(v1::REASON_PINNED_TO_INTERNAL, "constraints", "tiers, regions and PoPs exist on internal capacity only");
  } else if (!HasObstacle(findings)) {
    add(v1::REASON_LESS_PREFERRED, chosen, absl::StrCat(chosen, " capacity holds the model and is preferred"));
  }
}

absl::string_view RuleOf(const PathWish& wish) {
  if (wish.asked != v1::WORKERS_AI_PATH_UNSPECIFIED) return "workers-ai.path.named";
  return wish.pinned ? "workers-ai.path.pinned" : "workers-ai.path.chosen";
}

}  // namespace

PathChoice ChoosePath(const GpuDemand& demand, const PathWish& wish, const v1::WorkersAiSettings& settings,
                      DecisionTrace& trace) {
  PathChoice choice{Consider(v1::WORKERS_AI_PATH_INTERNAL, AllocateInternal(demand, settings)),
                    Consider(v1::WORKERS_AI_PATH_EXTERNAL, AllocateExternal(demand, settings))};
  if (!ChoosesInternal(demand, wish, choice.chosen, choice.other)) std::swap(choice.chosen, choice.other);
  const absl::string_view chosen = NameOf(choice.chosen.path);
  AddPassedOver(wish, chosen, choice.other.findings);
  trace.Add(RuleOf(wish), "path", chosen);
  trace.Add(choice.chosen.path == v1::WORKERS_AI_PATH_INTERNAL ? "workers-ai.gpu-count.internal"
                                                               : "workers-ai.gpu-count.external",
            "GPU count", choice.chosen.gpus.count, choice.chosen.gpus.clamped ? ", clamped" : "");
  return choice;
}

v1::WorkersAiHardware HardwareOf(const GpuDemand& demand, const PathChoice& choice) {
  v1::WorkersAiHardware hardware;
  hardware.set_gpu_type(demand.type->name());
  hardware.set_gpu_count(choice.chosen.gpus.count);
  hardware.set_gpu_memory_gb(demand.gpu_memory_gb);
  hardware.set_cpu_memory_gb(demand.cpu_memory_gb);
  for (const v1::WorkersAiPath path : {v1::WORKERS_AI_PATH_INTERNAL, v1::WORKERS_AI_PATH_EXTERNAL}) {
    const PathCandidate& candidate = choice.chosen.path == path ? choice.chosen : choice.other;
    if (!HasObstacle(candidate.findings)) hardware.add_paths(path);
  }
  *hardware.mutable_config() = ConfigFor(demand);
  return hardware;
}

}  // namespace berth
