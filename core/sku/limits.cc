#include "core/sku/limits.h"

namespace berth {
namespace {

// Takes each figure of `over` that is set, else that of `base`.
v1::Resources Overlay(const v1::Resources& base, const v1::Resources& over) {
  v1::Resources result = base;
  result.MergeFrom(over);
  return result;
}

v1::Resources Times(const v1::Resources& per_unit, int count) {
  v1::Resources total;
  total.set_cpu_millis(per_unit.cpu_millis() * count);
  total.set_memory_mib(per_unit.memory_mib() * count);
  total.set_gpus(per_unit.gpus() * count);
  return total;
}

}  // namespace

std::optional<ContainerResources> ModelResources(const v1::ComputeUnit& unit, int count) {
  if (!unit.has_limits()) return std::nullopt;
  v1::Resources limits = unit.limits();
  v1::Resources requests = Overlay(limits, unit.requests());
  for (const v1::CountOverride& exception : unit.overrides()) {
    if (exception.compute_units_per_instance() != count) continue;
    limits = Overlay(limits, exception.limits());
    requests = Overlay(Overlay(requests, exception.limits()), exception.requests());
  }
  return ContainerResources{Times(limits, count), Times(requests, count)};
}

int DirectorMemoryMib(const v1::DirectorSettings& director, const v1::ComputeUnit& unit, bool extra_memory) {
  if (extra_memory) return director.extra_memory_mib();
  return unit.has_director_memory_mib() ? unit.director_memory_mib() : director.default_memory_mib();
}

bool HasGpu(const v1::ComputeUnit& unit) { return unit.has_gpu_memory_gb(); }

bool NamesGpu(const v1::ComputeUnit& unit) {
  return HasGpu(unit) || !unit.gpu_model().empty() || !unit.gpu_architecture().empty() ||
         unit.stands_for().has_gpu_family() || unit.stands_for().min_gpu_memory_gb() > 0;
}

int GpusOf(const v1::ComputeUnit& unit, int count) { return HasGpu(unit) ? count : 0; }

}  // namespace berth
