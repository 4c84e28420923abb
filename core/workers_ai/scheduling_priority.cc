#include "core/workers_ai/scheduling_priority.h"

#include "absl/strings/match.h"

namespace berth {

SchedulingPriority PriorityOf(const v1::WorkersAiWorkload& workload, const v1::WorkersAiSettings& settings,
                              DecisionTrace& trace) {
  constexpr absl::string_view kSubject = "scheduling priority";
  if (workload.config().has_scheduling_priority()) {
    const int value = workload.config().scheduling_priority();
    trace.Add("workers-ai.priority.explicit", kSubject, value);
    return {value, true};
  }
  const v1::PriorityPrefix* longest = nullptr;
  for (const v1::PriorityPrefix& prefix : settings.priority_prefixes()) {
    const bool longer = longest == nullptr || prefix.prefix().size() > longest->prefix().size();
    if (longer && absl::StartsWith(workload.model_id(), prefix.prefix())) longest = &prefix;
  }
  if (longest != nullptr) {
    trace.Add("workers-ai.priority.prefix", kSubject, longest->scheduling_priority(), ", for ", longest->prefix());
    return {longest->scheduling_priority(), true};
  }
  trace.Add("workers-ai.priority.default", kSubject, settings.default_scheduling_priority());
  return {settings.default_scheduling_priority(), false};
}

}  // namespace berth
