// The priority that Cloudchamber schedules a model's instances with.
#pragma once

#include "absl/strings/string_view.h"
#include "berth/v1/catalog.pb.h"
#include "berth/v1/workload.pb.h"
#include "core/rules/decision_trace.h"

namespace berth {

struct SchedulingPriority {
  int value = 0;
  // Whether the model or a prefix states it.
  bool stated = false;
};

// The model's own, else that of the longest prefix of its id in the catalog, else the default.
SchedulingPriority PriorityOf(const v1::WorkersAiWorkload& workload, const v1::WorkersAiSettings& settings,
                              DecisionTrace& trace);

}  // namespace berth
