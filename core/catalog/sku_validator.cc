// Compute units and SKUs.
#include <string>

#include "absl/strings/str_cat.h"
#include "core/catalog/section_validators.h"
#include "core/names/identifiers.h"
#include "core/names/kubernetes_names.h"
#include "core/sku/limits.h"

namespace berth {
namespace {

// Ten US dollars per second for one unit is far above any hardware; eight of them stay far inside int64.
constexpr int64_t kMaxNanoUsdPerSecond = 10'000'000'000;

void ValidateResources(const v1::Resources& resources, bool all_required, absl::string_view field,
                       FaultCollector& faults) {
  const FaultCollector::Scope scope(faults, field);
  if (all_required || resources.has_cpu_millis()) {
    faults.RequireRange("cpu_millis", resources.cpu_millis(), 1, kMaxCpuMillis / kMaxComputeUnitsPerInstance);
  }
  if (all_required || resources.has_memory_mib()) {
    faults.RequireRange("memory_mib", resources.memory_mib(), 1, kMaxMemoryMib / kMaxComputeUnitsPerInstance);
  }
  if (all_required || resources.has_gpus()) faults.RequireRange("gpus", resources.gpus(), 0, 1);
}

// Kubernetes refuses requests above limits, and GPU requests that differ from limits.
void ValidateRequests(const v1::ComputeUnit& unit, int count, absl::string_view field, FaultCollector& faults) {
  const auto resources = ModelResources(unit, count);
  if (!resources.has_value()) return;
  const auto& [limits, requests] = *resources;
  faults.Require(requests.cpu_millis() <= limits.cpu_millis(), field, "the CPU request is above the limit");
  faults.Require(requests.memory_mib() <= limits.memory_mib(), field, "the memory request is above the limit");
  faults.Require(requests.gpus() == limits.gpus(), field, "the GPU request differs from the limit");
  faults.Require(limits.gpus() == GpusOf(unit, count), field,
                 "a unit with GPU memory has one GPU, and a unit without has none");
}

void ValidateOverrides(const v1::ComputeUnit& unit, FaultCollector& faults) {
  absl::flat_hash_set<std::string> counts;
  for (const v1::CountOverride& exception : unit.overrides()) {
    const int count = exception.compute_units_per_instance();
    const std::string field = absl::StrCat("overrides[", count, "]");
    faults.Require(unit.has_limits(), field, "the unit has no limits to depart from");
    faults.RequireNew(counts, field, absl::StrCat(count));
    faults.RequireRange(absl::StrCat(field, ".compute_units_per_instance"), count, 1, kMaxComputeUnitsPerInstance);
    faults.Require(exception.has_limits() || exception.has_requests(), field, "changes nothing");
    ValidateResources(exception.limits(), false, absl::StrCat(field, ".limits"), faults);
    ValidateResources(exception.requests(), false, absl::StrCat(field, ".requests"), faults);
    ValidateRequests(unit, count, field, faults);
  }
}

void ValidateGpu(const v1::ComputeUnit& unit, FaultCollector& faults) {
  if (HasGpu(unit)) {
    faults.RequireRange("gpu_memory_gb", unit.gpu_memory_gb(), 1, 10'000);
    faults.RequireText("gpu_model", unit.gpu_model());
    faults.RequireText("gpu_family", unit.gpu_family());
  } else if (!unit.has_stands_for()) {
    faults.Require(unit.gpu_model().empty() && unit.gpu_family().empty() && unit.gpu_architecture().empty(),
                   "gpu_memory_gb", "is not set, and the unit has a GPU");
  }
  if (unit.has_stands_for()) {
    faults.Require(!unit.has_limits(), "stands_for", "a unit that stands for others has no limits of its own");
  }
}

void ValidateComputeUnit(const v1::ComputeUnit& unit, FaultCollector& faults) {
  faults.Require(IsDnsLabel(unit.name()), "name", "is no DNS label");
  faults.Require(unit.status() != v1::COMPUTE_UNIT_STATUS_UNSPECIFIED, "status", "is not set");
  ValidateGpu(unit, faults);
  if (unit.has_limits()) {
    ValidateResources(unit.limits(), true, "limits", faults);
    ValidateResources(unit.requests(), false, "requests", faults);
    ValidateRequests(unit, 1, "requests", faults);
  } else {
    faults.Require(!unit.has_requests(), "requests", "there are no limits that they belong to");
  }
  ValidateOverrides(unit, faults);
  if (unit.has_director_memory_mib()) {
    faults.RequireRange("director_memory_mib", unit.director_memory_mib(), 1, kMaxMemoryMib);
  }
}

void ValidateSku(const v1::Sku& sku, const ComputeUnitsByName& units, FaultCollector& faults) {
  faults.RequireRange("compute_units_per_instance", sku.compute_units_per_instance(), 1, kMaxComputeUnitsPerInstance);
  const auto unit = units.find(sku.compute_unit());
  if (unit == units.end()) {
    faults.Add("compute_unit", absl::StrCat("`", sku.compute_unit(), "` is no compute unit of the catalog"));
  } else {
    faults.Require(!unit->second->has_stands_for(), "compute_unit", "stands for other units and cannot be offered");
    faults.Require(HasGpu(*unit->second) || sku.compute_units_per_instance() == 1, "compute_units_per_instance",
                   "a unit without GPU is offered once only");
  }
  const std::string canonical = CanonicalSkuName(sku.compute_unit(), sku.compute_units_per_instance());
  faults.Require(sku.name() == canonical, "name", absl::StrCat("is not `", canonical, "`"));
  if (sku.has_nano_usd_per_second()) {
    faults.RequireRange("nano_usd_per_second", sku.nano_usd_per_second(), 1, kMaxNanoUsdPerSecond);
  }
}

}  // namespace

void ValidateComputeUnits(const v1::Catalog& catalog, FaultCollector& faults) {
  absl::flat_hash_set<std::string> names;
  for (const v1::ComputeUnit& unit : catalog.compute_units()) {
    const FaultCollector::Scope scope(faults, absl::StrCat("compute_units[", unit.name(), "]"));
    faults.RequireNew(names, "name", unit.name());
    ValidateComputeUnit(unit, faults);
  }
}

void ValidateSkus(const v1::Catalog& catalog, const ComputeUnitsByName& units, FaultCollector& faults) {
  absl::flat_hash_set<std::string> names;
  for (const v1::Sku& sku : catalog.skus()) {
    const FaultCollector::Scope scope(faults, absl::StrCat("skus[", sku.name(), "]"));
    faults.RequireNew(names, "name", sku.name());
    ValidateSku(sku, units, faults);
  }
  for (const v1::Sku& sku : catalog.skus()) {
    const FaultCollector::Scope scope(faults, absl::StrCat("skus[", sku.name(), "]"));
    for (const std::string& alias : sku.aliases()) {
      faults.Require(IsDnsLabel(alias), "aliases", absl::StrCat("`", alias, "` is no DNS label"));
      faults.RequireNew(names, "aliases", alias);
    }
  }
}

}  // namespace berth
