// Which GPU a Workers AI model needs, how many, and how much memory. Users never
// pick hardware: everything follows from the model's configuration.
#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"
#include "berth/v1/catalog.pb.h"
#include "berth/v1/workload.pb.h"
#include "core/errors/error_report.h"
#include "core/findings/findings.h"
#include "core/rules/decision_trace.h"

namespace berth {

// What `dual_gpu` asks for.
inline constexpr int kDualGpus = 2;
// Memory is declared in GB, and requested in MiB, of which a GB has this many.
inline constexpr int kMibPerGb = 1024;

// The GPU type whose name is a token of `gpu_model`, regardless of case: `NVIDIA H100 80GB HBM3` is H100, and `L40S` is
// not L4. Null if there is none, or more than one.
const v1::WorkersAiGpuType* MatchGpuType(absl::string_view gpu_model, const v1::WorkersAiSettings& settings);

struct GpuDemand {
  const v1::WorkersAiGpuType* type = nullptr;
  int gpu_memory_gb = 0;
  int cpu_memory_gb = 0;
  bool dual_gpu = false;
};

// Faults of `config` that concern sizing, under `path`; null type if there are any.
GpuDemand SizeDemand(const v1::WorkersAiConfig& config, const v1::WorkersAiSettings& settings, absl::string_view path,
                     DecisionTrace& trace, Violations& violations);

// GPUs of one instance on a path, and what speaks against it there: the type is not offered, or the memory does not fit
// the GPUs. On internal capacity 1 GPU, or 2 for dual GPU; on external capacity the memory divided by the type's,
// rounded up, at least 2 for dual GPU, clamped to the catalog's maximum.
struct GpuAllocation {
  int count = 0;
  bool clamped = false;
  Findings obstacles;
};
GpuAllocation AllocateInternal(const GpuDemand& demand, const v1::WorkersAiSettings& settings);
GpuAllocation AllocateExternal(const GpuDemand& demand, const v1::WorkersAiSettings& settings);

}  // namespace berth
