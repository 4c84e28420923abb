#include "core/workers_ai/gpu_sizing.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/names/nearest_names.h"
#include "core/validation/fields.h"
#include "core/workers_ai/gpu_model.h"

namespace berth {
namespace {

// A thousand times what eight of the largest GPUs have.
constexpr int kMaxMemoryGb = 1'000'000;

// The default type, or the one that the model names; null if it names none.
const v1::WorkersAiGpuType* TypeOf(const v1::WorkersAiConfig& config, const v1::WorkersAiSettings& settings,
                                   absl::string_view path, Violations& violations) {
  if (!config.has_gpu_model()) return FindGpuType(settings.default_gpu_type(), settings);
  if (config.gpu_model().size() > kMaxTextBytes) {
    RequireText(FieldIn(path, "gpu_model"), config.gpu_model(), violations);
    return nullptr;
  }
  const GpuModelReading reading = ReadGpuModel(config.gpu_model(), settings);
  if (reading.type != nullptr) return reading.type;
  std::vector<std::string> known;
  for (const v1::WorkersAiGpuType& type : settings.gpu_types()) known.push_back(type.name());
  violations.Add(v1::ERROR_REASON_UNKNOWN_GPU_MODEL, FieldIn(path, "gpu_model"),
                 absl::StrCat("`", Shortened(config.gpu_model()), "` ", reading.fault, "; the GPU types are `",
                              absl::StrJoin(known, "`, `"), "`"),
                 known);
  return nullptr;
}

void RequireMemory(const std::string& path, int gb, Violations& violations) {
  if (gb >= 1 && gb <= kMaxMemoryGb) return;
  violations.Add(v1::ERROR_REASON_VALUE_OUT_OF_RANGE, path,
                 absl::StrCat("`", gb, "` is not in 1 to ", kMaxMemoryGb, " GB"));
}

int LeastGpus(const GpuDemand& demand, const v1::WorkersAiSettings& settings) {
  return demand.dual_gpu ? settings.dual_gpu_count() : 1;
}

// What a path has for the type of a demand.
struct Capacity {
  absl::string_view name;
  bool offers_type;
  int most_gpus;
};

void CheckOffer(const GpuDemand& demand, const Capacity& capacity, GpuAllocation& allocation) {
  if (capacity.offers_type) return;
  *allocation.obstacles.Add() = MakeFinding(v1::REASON_GPU_TYPE_NOT_OFFERED, v1::SEVERITY_OBSTACLE, demand.type->name(),
                                            absl::StrCat(capacity.name, " capacity has no ", demand.type->name()));
}

void CheckCount(int least, const Capacity& capacity, GpuAllocation& allocation) {
  if (least <= capacity.most_gpus) return;
  *allocation.obstacles.Add() =
      MakeShortfall(v1::REASON_GPU_COUNT_NOT_OFFERED, "gpu_count", least, capacity.most_gpus,
                    absl::StrCat(capacity.name, " capacity gives one instance ", capacity.most_gpus, " of the ", least,
                                 " GPUs that `dual_gpu` asks for"));
}

void CheckMemory(const GpuDemand& demand, const Capacity& capacity, GpuAllocation& allocation) {
  const int available = allocation.count * demand.type->memory_gb();
  if (demand.gpu_memory_gb <= available) return;
  *allocation.obstacles.Add() =
      MakeShortfall(v1::REASON_GPU_MEMORY_EXCEEDS_MAXIMUM, "gpu_memory_gb", demand.gpu_memory_gb, available,
                    absl::StrCat(allocation.count, " ", demand.type->name(), " on ", capacity.name, " capacity have ",
                                 available, " GB, not ", demand.gpu_memory_gb, " GB"));
}

GpuAllocation Allocate(const GpuDemand& demand, int least, int wanted, const Capacity& capacity) {
  GpuAllocation allocation;
  allocation.count = std::min(wanted, capacity.most_gpus);
  allocation.clamped = allocation.count < wanted;
  CheckOffer(demand, capacity, allocation);
  CheckCount(least, capacity, allocation);
  CheckMemory(demand, capacity, allocation);
  return allocation;
}

}  // namespace

GpuDemand SizeDemand(const v1::WorkersAiConfig& config, const v1::WorkersAiSettings& settings, absl::string_view path,
                     DecisionTrace& trace, Violations& violations) {
  GpuDemand demand;
  demand.gpu_memory_gb = config.has_gpu_memory() ? config.gpu_memory() : settings.default_gpu_memory_gb();
  demand.cpu_memory_gb = config.has_cpu_memory() ? config.cpu_memory() : demand.gpu_memory_gb;
  demand.cpu_memory_stated = config.has_cpu_memory();
  if (config.has_vcpu()) demand.vcpu = config.vcpu();
  demand.dual_gpu = config.dual_gpu();
  RequireMemory(FieldIn(path, "gpu_memory"), demand.gpu_memory_gb, violations);
  if (config.has_cpu_memory()) RequireMemory(FieldIn(path, "cpu_memory"), demand.cpu_memory_gb, violations);
  demand.type = TypeOf(config, settings, path, violations);
  if (demand.type == nullptr) return demand;
  trace.Add(config.has_gpu_model() ? "workers-ai.gpu-type.named" : "workers-ai.gpu-type.default", "GPU type",
            demand.type->name());
  trace.Add(config.has_gpu_memory() ? "workers-ai.gpu-memory.stated" : "workers-ai.gpu-memory.default", "GPU memory",
            demand.gpu_memory_gb, " GB");
  trace.Add(config.has_cpu_memory() ? "workers-ai.cpu-memory.stated" : "workers-ai.cpu-memory.default", "CPU memory",
            demand.cpu_memory_gb, " GB");
  return demand;
}

v1::WorkersAiConfig ConfigFor(const GpuDemand& demand) {
  v1::WorkersAiConfig config;
  config.set_gpu_model(demand.type->gpu_model());
  config.set_gpu_memory(demand.gpu_memory_gb);
  if (demand.cpu_memory_stated) config.set_cpu_memory(demand.cpu_memory_gb);
  if (demand.vcpu.has_value()) config.set_vcpu(*demand.vcpu);
  if (demand.dual_gpu) config.set_dual_gpu(true);
  return config;
}

GpuAllocation AllocateInternal(const GpuDemand& demand, const v1::WorkersAiSettings& settings) {
  const int least = LeastGpus(demand, settings);
  return Allocate(demand, least, least, {"internal", demand.type->internal(), settings.max_internal_gpus()});
}

GpuAllocation AllocateExternal(const GpuDemand& demand, const v1::WorkersAiSettings& settings) {
  const int per_gpu = demand.type->memory_gb();
  const int for_memory = (demand.gpu_memory_gb + per_gpu - 1) / per_gpu;
  const int least = LeastGpus(demand, settings);
  return Allocate(demand, least, std::max(for_memory, least),
                  {"external", demand.type->external(), settings.max_external_gpus()});
}

}  // namespace berth
