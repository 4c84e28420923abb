#include "core/workers_ai/workload_validation.h"

#include "absl/strings/str_cat.h"
#include "core/validation/fields.h"

namespace berth {
namespace {

constexpr int kMaxInstances = 1'000'000;

void ValidateInstances(const v1::WorkersAiWorkload& workload, Violations& violations) {
  if (workload.has_instances()) {
    RequireRange("workers_ai.instances", workload.instances(), 0, kMaxInstances, violations);
  }
  if (!workload.has_max_instances()) return;
  RequireRange("workers_ai.max_instances", workload.max_instances(), 0, kMaxInstances, violations);
  const int instances = workload.has_instances() ? workload.instances() : 1;
  if (instances > workload.max_instances()) {
    violations.Add(v1::ERROR_REASON_CONFLICTING_FIELDS, "workers_ai.max_instances",
                   absl::StrCat("`", workload.max_instances(), "` is below `instances`, which is ", instances));
  }
}

}  // namespace

void ValidateWorkersAiWorkload(const v1::WorkersAiWorkload& workload, Violations& violations) {
  RequireText("workers_ai.model_id", workload.model_id(), violations);
  RequireImage("workers_ai.image", workload.image(), violations);
  ValidateEnv("workers_ai.env", workload.env(), violations);
  ValidateInstances(workload, violations);
}

}  // namespace berth
