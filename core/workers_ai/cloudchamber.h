// The body of Cloudchamber's call that creates an application.
#pragma once

#include "berth/v1/cloudchamber.pb.h"
#include "berth/v1/workload.pb.h"
#include "core/catalog/catalog_index.h"
#include "core/rules/decision_trace.h"
#include "core/workers_ai/constraints.h"
#include "core/workers_ai/gpu_sizing.h"

namespace berth {

// Fills `application`, which must be empty. `constraints` are the model's own, or tiger mode's.
void BuildApplication(const v1::WorkersAiWorkload& workload, const GpuDemand& demand, const GpuAllocation& gpus,
                      const ColoConstraints& constraints, int priority, const v1::WorkersAiSettings& settings,
                      DecisionTrace& trace, v1::CloudchamberApplication& application);

}  // namespace berth
