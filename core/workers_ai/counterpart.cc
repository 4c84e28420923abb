#include "core/workers_ai/counterpart.h"

#include "absl/strings/match.h"

namespace berth {
namespace {

void AddPaths(const GpuDemand& demand, const v1::WorkersAiSettings& settings, v1::WorkersAiHardware& hardware) {
  const GpuAllocation internal = AllocateInternal(demand, settings);
  const GpuAllocation external = AllocateExternal(demand, settings);
  if (!HasObstacle(internal.obstacles)) hardware.add_paths(v1::WORKERS_AI_PATH_INTERNAL);
  if (!HasObstacle(external.obstacles)) hardware.add_paths(v1::WORKERS_AI_PATH_EXTERNAL);
}

v1::WorkersAiHardware Describe(const GpuDemand& demand, int count) {
  v1::WorkersAiHardware hardware;
  hardware.set_gpu_type(demand.type->name());
  hardware.set_gpu_count(count);
  hardware.set_gpu_memory_gb(demand.gpu_memory_gb);
  hardware.set_cpu_memory_gb(demand.cpu_memory_gb);
  v1::WorkersAiConfig& config = *hardware.mutable_config();
  config.set_gpu_model(demand.type->gpu_model());
  config.set_gpu_memory(demand.gpu_memory_gb);
  if (demand.dual_gpu) config.set_dual_gpu(true);
  return hardware;
}

}  // namespace

bool IsSameGpu(const v1::ComputeUnit& unit, const v1::WorkersAiGpuType& type) {
  return absl::EqualsIgnoreCase(unit.gpu_family(), type.name()) && unit.gpu_memory_gb() == type.memory_gb();
}

std::optional<v1::WorkersAiHardware> CounterpartOf(const v1::ComputeUnit& unit, int count,
                                                   const v1::WorkersAiSettings& settings) {
  for (const v1::WorkersAiGpuType& type : settings.gpu_types()) {
    if (!IsSameGpu(unit, type)) continue;
    GpuDemand demand;
    demand.type = &type;
    demand.gpu_memory_gb = count * type.memory_gb();
    demand.cpu_memory_gb = demand.gpu_memory_gb;
    demand.dual_gpu = count == kDualGpus;
    v1::WorkersAiHardware hardware = Describe(demand, count);
    AddPaths(demand, settings, hardware);
    if (!hardware.paths().empty()) return hardware;
  }
  return std::nullopt;
}

v1::WorkersAiHardware HardwareFor(const GpuDemand& demand, const v1::WorkersAiSettings& settings) {
  const GpuAllocation allocation =
      demand.type->external() ? AllocateExternal(demand, settings) : AllocateInternal(demand, settings);
  v1::WorkersAiHardware hardware = Describe(demand, allocation.count);
  AddPaths(demand, settings, hardware);
  return hardware;
}

}  // namespace berth
