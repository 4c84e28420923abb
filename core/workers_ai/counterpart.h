// The same hardware in the terms of the two platforms.
#pragma once

#include <optional>

#include "berth/v1/placement.pb.h"
#include "core/catalog/catalog_index.h"

namespace berth {

// Whether a compute unit has the GPU of a Workers AI type: the same family with the same memory.
bool IsSameGpu(const v1::ComputeUnit& unit, const v1::WorkersAiGpuType& type);

// The Workers AI hardware with the same GPU and count, and the configuration that asks for it; nothing if no type has
// the GPU, or no path gives so many.
std::optional<v1::WorkersAiHardware> CounterpartOf(const v1::ComputeUnit& unit, int count,
                                                   const v1::WorkersAiSettings& settings);

}  // namespace berth
