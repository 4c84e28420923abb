#include "core/replicate/config_validation.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "core/catalog/hardware_lookup.h"
#include "core/names/nearest_names.h"
#include "core/sku/limits.h"
#include "core/validation/fields.h"

namespace berth {
namespace {

void ValidateTimeout(const std::string& path, const google::protobuf::Duration& timeout, int64_t max_seconds,
                     Violations& violations) {
  if (timeout.nanos() != 0 || timeout.seconds() < 1 || timeout.seconds() > max_seconds) {
    violations.Add(v1::ERROR_REASON_VALUE_OUT_OF_RANGE, path,
                   absl::StrCat("is not in 1 to ", max_seconds, " whole seconds"));
  }
}

void ValidateHardwareForm(const ConfigSource& source, Violations& violations) {
  const v1::DeployableConfig& config = *source.config;
  if (config.has_hardware() && (config.has_compute_unit() || config.has_compute_units_per_instance())) {
    violations.Add(v1::ERROR_REASON_CONFLICTING_FIELDS, FieldIn(source.path, "hardware"),
                   "excludes `compute_unit` and `compute_units_per_instance`");
  }
  if (config.has_compute_units_per_instance()) {
    RequireRange(FieldIn(source.path, "compute_units_per_instance"), config.compute_units_per_instance(), 1,
                 kMaxComputeUnitsPerInstance, violations);
  }
}

// False, and a violation, unless the unit can be planned on.
bool RequireLimits(const v1::ComputeUnit& unit, const std::string& path, Violations& violations) {
  if (unit.has_limits()) return true;
  const std::string advice = unit.has_stands_for()
                                 ? "it stands for other units, one of which must be named"
                                 : absl::StrCat("set `compute_units[", unit.name(), "].limits` to plan on it");
  violations.Add(v1::ERROR_REASON_COMPUTE_UNIT_HAS_NO_LIMITS, path,
                 absl::StrCat("`", unit.name(), "` has no limits in the catalog; ", advice));
  return false;
}

std::string UnitPath(const ConfigSource& source) {
  return FieldIn(source.path, source.config->has_hardware() ? "hardware" : "compute_unit");
}

// The unit that a source names, with its own count; nothing, and a violation, if the catalog does not know it.
std::optional<NamedHardware> ReadUnit(const ConfigSource& source, const CatalogIndex& catalog, Violations& violations) {
  const v1::DeployableConfig& config = *source.config;
  if (config.has_hardware()) {
    if (const auto named = FindHardware(catalog, config.hardware())) return named;
    const auto nearest = NearestSkuNames(catalog, config.hardware());
    violations.Add(v1::ERROR_REASON_UNKNOWN_SKU, UnitPath(source),
                   UnknownNameMessage("SKU", config.hardware(), nearest), nearest);
    return std::nullopt;
  }
  if (const v1::ComputeUnit* unit = catalog.FindComputeUnit(config.compute_unit())) return NamedHardware{unit, 1};
  const auto nearest = NearestNames(config.compute_unit(), catalog.ComputeUnitNames());
  violations.Add(v1::ERROR_REASON_UNKNOWN_COMPUTE_UNIT, UnitPath(source),
                 UnknownNameMessage("compute unit", config.compute_unit(), nearest), nearest);
  return std::nullopt;
}

}  // namespace

void ValidateConfig(const ConfigSource& source, const CatalogIndex& catalog, Violations& violations) {
  const v1::DeployableConfig& config = *source.config;
  const v1::InstanceBounds& bounds = catalog.replicate().instance_bounds();
  ValidateHardwareForm(source, violations);
  if (config.has_docker_image()) RequireImage(FieldIn(source.path, "docker_image"), config.docker_image(), violations);
  ValidateEnv(FieldIn(source.path, "env"), config.env(), violations);
  if (config.has_min_instances()) {
    RequireRange(FieldIn(source.path, "min_instances"), config.min_instances(), 0, bounds.max_min_instances(),
                 violations);
  }
  if (config.has_max_instances()) {
    RequireRange(FieldIn(source.path, "max_instances"), config.max_instances(), 0, bounds.max_max_instances(),
                 violations);
  }
  if (config.has_setup_timeout()) {
    ValidateTimeout(FieldIn(source.path, "setup_timeout"), config.setup_timeout(), bounds.max_timeout_seconds(),
                    violations);
  }
  if (config.has_predict_timeout()) {
    ValidateTimeout(FieldIn(source.path, "predict_timeout"), config.predict_timeout(), bounds.max_timeout_seconds(),
                    violations);
  }
}

void ValidateEffectiveConfig(const std::vector<ConfigSource>& sources, Violations& violations) {
  const auto sets_min = [](const v1::DeployableConfig& config) { return config.has_min_instances(); };
  const auto sets_max = [](const v1::DeployableConfig& config) { return config.has_max_instances(); };
  const auto sets_image = [](const v1::DeployableConfig& config) { return config.has_docker_image(); };
  const HardwareSources hardware = FindHardwareSources(sources);
  if (hardware.unit == nullptr && hardware.count == nullptr) {
    violations.Add(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, FieldIn(sources.front().path, "hardware"),
                   "names no hardware");
  } else if (hardware.unit == nullptr) {
    violations.Add(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, FieldIn(hardware.count->path, "compute_unit"),
                   "is needed with `compute_units_per_instance`");
  }
  if (FirstThat(sources, sets_image) == nullptr) {
    violations.Add(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, FieldIn(sources.front().path, "docker_image"),
                   "is not set");
  }
  const ConfigSource* min = FirstThat(sources, sets_min);
  const ConfigSource* max = FirstThat(sources, sets_max);
  if (min != nullptr && max != nullptr && min->config->min_instances() > max->config->max_instances()) {
    violations.Add(v1::ERROR_REASON_CONFLICTING_FIELDS, FieldIn(min->path, "min_instances"),
                   absl::StrCat("`", min->config->min_instances(), "` is above `", FieldIn(max->path, "max_instances"),
                                "`, which is ", max->config->max_instances()));
  }
}

const v1::Sku* ResolveSku(const std::vector<ConfigSource>& sources, bool cpu_only, const CatalogIndex& catalog,
                          Violations& violations) {
  const auto [unit_source, count_source] = FindHardwareSources(sources);
  if (unit_source == nullptr) return nullptr;
  const auto named = ReadUnit(*unit_source, catalog, violations);
  if (!named.has_value()) return nullptr;
  const v1::ComputeUnit& unit = *named->unit;
  if (cpu_only && NamesGpu(unit)) {
    violations.Add(v1::ERROR_REASON_GPU_NOT_ALLOWED, UnitPath(*unit_source),
                   absl::StrCat("functions run on CPU hardware only, and `", unit.name(), "` has a GPU"));
    return nullptr;
  }
  const int count = count_source == nullptr ? named->count : count_source->config->compute_units_per_instance();
  // Reported where the field is validated.
  if (count < 1 || count > kMaxComputeUnitsPerInstance) return nullptr;
  if (!RequireLimits(unit, UnitPath(*unit_source), violations)) return nullptr;
  const v1::Sku* sku = catalog.FindSku(unit.name(), count);
  if (sku == nullptr) {
    violations.Add(
        v1::ERROR_REASON_SKU_NOT_IN_CATALOG,
        count_source == nullptr ? UnitPath(*unit_source) : FieldIn(count_source->path, "compute_units_per_instance"),
        absl::StrCat("no SKU offers `", unit.name(), "` times ", count), NearestCounts(catalog, unit.name(), count));
  }
  return sku;
}

}  // namespace berth
