// Which GPU a Workers AI model needs, how many, and how much memory. Users never
// pick hardware: everything follows from the model's configuration.
#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "berth/v1/catalog.pb.h"
#include "berth/v1/workload.pb.h"
#include "core/errors/error_report.h"
#include "core/findings/findings.h"
#include "core/rules/decision_trace.h"

namespace berth {

// Memory is declared in GB, and requested in MiB, of which a GB has this many.
inline constexpr int kMibPerGb = 1024;

struct GpuDemand {
  const v1::WorkersAiGpuType* type = nullptr;
  int gpu_memory_gb = 0;
  // The GPU memory unless the model states another.
  int cpu_memory_gb = 0;
  bool cpu_memory_stated = false;
  std::optional<double> vcpu;
  bool dual_gpu = false;
};

// Faults of `config` that concern sizing, under `path`; the demand means nothing if there are any.
GpuDemand SizeDemand(const v1::WorkersAiConfig& config, const v1::WorkersAiSettings& settings, absl::string_view path,
                     DecisionTrace& trace, Violations& violations);

// The properties that ask for a demand again, under the type's canonical name.
v1::WorkersAiConfig ConfigFor(const GpuDemand& demand);

// GPUs of one instance on a path, and all that speaks against it there: the type is not offered, the path gives fewer
// GPUs than dual GPU needs, or the memory does not fit those that it gives. On internal capacity 1 GPU, or the
// catalog's number for dual GPU; on external capacity the memory divided by the type's, rounded up, and at least that
// number. The count is never above the path's maximum: where it would be, it is clamped and there is an obstacle.
struct GpuAllocation {
  int count = 0;
  bool clamped = false;
  Findings obstacles;
};
GpuAllocation AllocateInternal(const GpuDemand& demand, const v1::WorkersAiSettings& settings);
GpuAllocation AllocateExternal(const GpuDemand& demand, const v1::WorkersAiSettings& settings);

}  // namespace berth
