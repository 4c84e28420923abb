#include "core/sku/description.h"

#include <algorithm>

#include "core/names/identifiers.h"
#include "core/sku/availability.h"
#include "core/sku/limits.h"
#include "core/sku/price.h"

namespace berth {

v1::Hardware DescribeHardware(const v1::DirectorSettings& director, const v1::ComputeUnit& unit, int count,
                              const v1::Sku* sku, std::optional<int64_t> price,
                              absl::Span<const v1::Provider> providers) {
  v1::Hardware hardware;
  hardware.set_sku(CanonicalSkuName(unit.name(), count));
  hardware.set_in_catalog(sku != nullptr);
  hardware.set_compute_unit(unit.name());
  hardware.set_compute_units_per_instance(count);
  hardware.set_status(unit.status());
  hardware.set_gpu_model(unit.gpu_model());
  hardware.set_gpus(GpusOf(unit, count));
  if (HasGpu(unit)) {
    hardware.set_gpu_memory_gb(unit.gpu_memory_gb());
    hardware.set_total_gpu_memory_gb(unit.gpu_memory_gb() * count);
  }
  if (auto resources = ModelResources(unit, count)) {
    *hardware.mutable_limits() = std::move(resources->limits);
    *hardware.mutable_requests() = std::move(resources->requests);
  }
  hardware.set_director_memory_mib(DirectorMemoryMib(director, unit, /*extra_memory=*/false));
  if (price.has_value()) {
    hardware.mutable_price()->set_nano_usd_per_second(*price);
    hardware.mutable_price()->set_usd_per_second(UsdPerSecond(*price));
  }
  if (sku != nullptr) {
    *hardware.mutable_aliases() = sku->aliases();
    std::sort(hardware.mutable_aliases()->begin(), hardware.mutable_aliases()->end());
    *hardware.mutable_availability() = AvailabilityOf(*sku);
  }
  for (const v1::Provider provider : providers) hardware.add_providers(provider);
  return hardware;
}

}  // namespace berth
