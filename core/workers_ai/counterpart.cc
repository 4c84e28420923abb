#include "core/workers_ai/counterpart.h"

#include "absl/strings/match.h"
#include "core/workers_ai/path_choice.h"

namespace berth {

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
    demand.dual_gpu = count == settings.dual_gpu_count();
    DecisionTrace unlogged(nullptr);
    v1::WorkersAiHardware hardware = HardwareOf(demand, ChoosePath(demand, {}, settings, unlogged));
    if (!hardware.paths().empty() && hardware.gpu_count() == count) return hardware;
  }
  return std::nullopt;
}

}  // namespace berth
