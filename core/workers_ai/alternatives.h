// What would hold a Workers AI model that its own choice does not.
#pragma once

#include <vector>

#include "berth/v1/placement.pb.h"
#include "berth/v1/workload.pb.h"
#include "core/workers_ai/constraints.h"
#include "core/workers_ai/gpu_sizing.h"

namespace berth {

// Each GPU type, as the model asks for it and with dual GPU, with the paths that can take the model: on internal
// capacity under its own constraints, and where a colo satisfies them; on external capacity without. Dual GPU counts
// where it opens a path. The same GPU first; then the smallest total GPU memory, fewer GPUs, the type's name; dual GPU
// last.
std::vector<v1::Alternative> WorkersAiAlternatives(const v1::WorkersAiWorkload& workload, const GpuDemand& demand,
                                                   const ColoConstraints& constraints,
                                                   const v1::WorkersAiSettings& settings);

}  // namespace berth
