// What the containers of a pod may use and do request: the catalog's figures
// per compute unit, times the count, with its exceptions.
#pragma once

#include <optional>

#include "berth/v1/catalog.pb.h"

namespace berth {

// Largest count of compute units per instance.
inline constexpr int kMaxComputeUnitsPerInstance = 8;

struct ContainerResources {
  v1::Resources limits;
  v1::Resources requests;
};

// Limits and requests of the model container for `count` units: the limits per unit (the count's override if there is
// one) times the count; requests are the limits where the catalog states none. Nothing if the unit has no limits.
std::optional<ContainerResources> ModelResources(const v1::ComputeUnit& unit, int count);

// Memory of the director sidecar, MiB: the unit's or the default, or the extra amount where that is asked for.
int DirectorMemoryMib(const v1::DirectorSettings& director, const v1::ComputeUnit& unit, bool extra_memory);

// Whether pods of the unit have GPUs.
bool HasGpu(const v1::ComputeUnit& unit);

// The same of what the unit's name promises: a unit that stands for others may have a GPU and no memory of its own.
bool NamesGpu(const v1::ComputeUnit& unit);

// GPUs of one pod: the count for a GPU unit, else 0.
int GpusOf(const v1::ComputeUnit& unit, int count);

}  // namespace berth
