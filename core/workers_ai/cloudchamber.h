// The body of Cloudchamber's call that creates an application.
#pragma once

#include <optional>

#include "berth/v1/cloudchamber.pb.h"
#include "berth/v1/workload.pb.h"
#include "core/catalog/catalog_index.h"
#include "core/rules/decision_trace.h"
#include "core/workers_ai/constraints.h"
#include "core/workers_ai/gpu_sizing.h"

namespace berth {

// The tier that tiger mode pins a workload to: only a single-GPU model without constraints of its own is pinned.
std::optional<int> TigerTier(const v1::WorkersAiWorkload& workload, const GpuAllocation& gpus,
                             const ColoConstraints& constraints, const v1::WorkersAiSettings& settings);

// Fills `application`, which must be empty. `constraints` are the model's own, or tiger mode's.
void BuildApplication(const v1::WorkersAiWorkload& workload, const GpuDemand& demand, const GpuAllocation& gpus,
                      const ColoConstraints& constraints, int priority, const v1::WorkersAiSettings& settings,
                      DecisionTrace& trace, v1::CloudchamberApplication& application);

}  // namespace berth
