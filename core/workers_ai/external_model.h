// The `Model` custom resource for external Kubernetes capacity.
#pragma once

#include "berth/v1/external_model.pb.h"
#include "berth/v1/workload.pb.h"
#include "core/catalog/catalog_index.h"
#include "core/findings/findings.h"
#include "core/rules/decision_trace.h"
#include "core/workers_ai/constraints.h"
#include "core/workers_ai/gpu_sizing.h"
#include "core/workers_ai/scheduling_priority.h"

namespace berth {

// Fills `model`, which must be empty. `nvidia.com/gpu` is set only above one GPU.
void BuildExternalModel(const v1::WorkersAiWorkload& workload, const GpuDemand& demand, const GpuAllocation& gpus,
                        const v1::ExternalModelSettings& settings, DecisionTrace& trace, v1::ExternalModel& model);

// What the workload asks for that only internal capacity knows: constraints, scheduling priority, tiger mode, largest
// number of instances.
void DiagnoseInapplicable(const v1::WorkersAiWorkload& workload, const ColoConstraints& constraints,
                          const SchedulingPriority& priority, Findings& diagnostics);

}  // namespace berth
