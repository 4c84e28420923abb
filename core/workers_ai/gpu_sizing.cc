#include "core/workers_ai/gpu_sizing.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/names/nearest_names.h"

namespace berth {
namespace {

// A thousand times what eight of the largest GPUs have.
constexpr int kMaxMemoryGb = 1'000'000;

std::vector<absl::string_view> Tokens(absl::string_view text) {
  std::vector<absl::string_view> tokens;
  const auto is_alnum = [](char c) { return absl::ascii_isalnum(c); };
  auto begin = std::find_if(text.begin(), text.end(), is_alnum);
  while (begin != text.end()) {
    const auto end = std::find_if_not(begin, text.end(), is_alnum);
    tokens.push_back(text.substr(begin - text.begin(), end - begin));
    begin = std::find_if(end, text.end(), is_alnum);
  }
  return tokens;
}

const v1::WorkersAiGpuType* FindGpuType(absl::string_view name, const v1::WorkersAiSettings& settings) {
  for (const v1::WorkersAiGpuType& type : settings.gpu_types()) {
    if (absl::EqualsIgnoreCase(type.name(), name)) return &type;
  }
  return nullptr;
}

void RequireMemory(absl::string_view path, absl::string_view field, int gb, Violations& violations) {
  if (gb >= 1 && gb <= kMaxMemoryGb) return;
  violations.Add(v1::ERROR_REASON_VALUE_OUT_OF_RANGE, absl::StrCat(path, ".", field),
                 absl::StrCat("`", gb, "` is not in 1 to ", kMaxMemoryGb, " GB"));
}

void UnknownGpuModel(absl::string_view gpu_model, const v1::WorkersAiSettings& settings, absl::string_view path,
                     Violations& violations) {
  std::vector<std::string> known;
  for (const v1::WorkersAiGpuType& type : settings.gpu_types()) known.push_back(type.name());
  violations.Add(v1::ERROR_REASON_UNKNOWN_GPU_MODEL, absl::StrCat(path, ".gpu_model"),
                 absl::StrCat("`", Shortened(gpu_model), "` names none of the GPU types `",
                              absl::StrJoin(known, "`, `"), "`, or more than one"),
                 known);
}

void CheckOffer(bool offered, const GpuDemand& demand, absl::string_view capacity, GpuAllocation& allocation) {
  if (offered) return;
  *allocation.obstacles.Add() = MakeFinding(v1::REASON_GPU_TYPE_NOT_OFFERED, v1::SEVERITY_OBSTACLE, demand.type->name(),
                                            absl::StrCat(capacity, " capacity has no ", demand.type->name()));
}

void CheckMemory(const GpuDemand& demand, absl::string_view capacity, GpuAllocation& allocation) {
  const int available = allocation.count * demand.type->memory_gb();
  if (demand.gpu_memory_gb <= available) return;
  *allocation.obstacles.Add() =
      MakeShortfall(v1::REASON_GPU_MEMORY_EXCEEDS_MAXIMUM, "gpu_memory_gb", demand.gpu_memory_gb, available,
                    absl::StrCat(allocation.count, " ", demand.type->name(), " on ", capacity, " capacity have ",
                                 available, " GB, not ", demand.gpu_memory_gb, " GB"));
}

}  // namespace

const v1::WorkersAiGpuType* MatchGpuType(absl::string_view gpu_model, const v1::WorkersAiSettings& settings) {
  const v1::WorkersAiGpuType* match = nullptr;
  for (absl::string_view token : Tokens(gpu_model)) {
    const v1::WorkersAiGpuType* type = FindGpuType(token, settings);
    if (type == nullptr) continue;
    if (match != nullptr && match != type) return nullptr;
    match = type;
  }
  return match;
}

GpuDemand SizeDemand(const v1::WorkersAiConfig& config, const v1::WorkersAiSettings& settings, absl::string_view path,
                     DecisionTrace& trace, Violations& violations) {
  GpuDemand demand;
  demand.gpu_memory_gb = config.has_gpu_memory() ? config.gpu_memory() : settings.default_gpu_memory_gb();
  demand.cpu_memory_gb = config.has_cpu_memory() ? config.cpu_memory() : demand.gpu_memory_gb;
  demand.dual_gpu = config.dual_gpu();
  RequireMemory(path, "gpu_memory", demand.gpu_memory_gb, violations);
  if (config.has_cpu_memory()) RequireMemory(path, "cpu_memory", demand.cpu_memory_gb, violations);
  demand.type = config.has_gpu_model() ? MatchGpuType(config.gpu_model(), settings)
                                       : FindGpuType(settings.default_gpu_type(), settings);
  if (demand.type == nullptr) {
    UnknownGpuModel(config.gpu_model(), settings, path, violations);
    return demand;
  }
  trace.Add(config.has_gpu_model() ? "workers-ai.gpu-type.named" : "workers-ai.gpu-type.default", "GPU type",
            demand.type->name());
  trace.Add(config.has_gpu_memory() ? "workers-ai.gpu-memory.stated" : "workers-ai.gpu-memory.default", "GPU memory",
            demand.gpu_memory_gb, " GB");
  trace.Add(config.has_cpu_memory() ? "workers-ai.cpu-memory.stated" : "workers-ai.cpu-memory.default", "CPU memory",
            demand.cpu_memory_gb, " GB");
  return demand;
}

GpuAllocation AllocateInternal(const GpuDemand& demand, const v1::WorkersAiSettings& settings) {
  GpuAllocation allocation;
  allocation.count = demand.dual_gpu ? std::min(kDualGpus, settings.max_internal_gpus()) : 1;
  CheckOffer(demand.type->internal(), demand, "internal", allocation);
  CheckMemory(demand, "internal", allocation);
  return allocation;
}

GpuAllocation AllocateExternal(const GpuDemand& demand, const v1::WorkersAiSettings& settings) {
  const int per_gpu = demand.type->memory_gb();
  const int needed = (demand.gpu_memory_gb + per_gpu - 1) / per_gpu;
  const int wanted = std::max(needed, demand.dual_gpu ? kDualGpus : 1);
  GpuAllocation allocation;
  allocation.count = std::min(wanted, settings.max_external_gpus());
  allocation.clamped = allocation.count < wanted;
  CheckOffer(demand.type->external(), demand, "external", allocation);
  CheckMemory(demand, "external", allocation);
  return allocation;
}

}  // namespace berth
