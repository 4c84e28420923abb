#include "core/replicate/config_validation.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "core/names/identifiers.h"
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
  } else if (config.has_compute_units_per_instance() && !config.has_compute_unit()) {
    violations.Add(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, FieldIn(source.path, "compute_unit"),
                   "is needed with `compute_units_per_instance`");
  }
}

std::vector<std::string> Neighbours(const CatalogIndex& catalog, absl::string_view unit) {
  std::vector<std::string> names;
  for (const v1::Sku* sku : catalog.SkusOf(unit)) names.push_back(sku->name());
  return names;
}

// Null and a violation unless the unit can be planned on.
const v1::ComputeUnit* RequireLimits(const v1::ComputeUnit* unit, const std::string& path, Violations& violations) {
  if (unit->has_limits()) return unit;
  const std::string advice = unit->has_stands_for()
                                 ? "it stands for other units, one of which must be named"
                                 : absl::StrCat("set `compute_units[", unit->name(), "].limits` to plan on it");
  violations.Add(v1::ERROR_REASON_COMPUTE_UNIT_HAS_NO_LIMITS, path,
                 absl::StrCat("`", unit->name(), "` has no limits in the catalog; ", advice));
  return nullptr;
}

const v1::Sku* ResolveName(const ConfigSource& source, const CatalogIndex& catalog, Violations& violations) {
  const std::string path = FieldIn(source.path, "hardware");
  const std::string& name = source.config->hardware();
  if (const v1::Sku* sku = catalog.FindSku(name)) {
    return RequireLimits(catalog.FindComputeUnit(sku->compute_unit()), path, violations) ? sku : nullptr;
  }
  const v1::ComputeUnit* unit = catalog.FindComputeUnit(name);
  if (unit != nullptr && unit->has_stands_for()) {
    RequireLimits(unit, path, violations);
    return nullptr;
  }
  const auto split = SplitSkuName(name);
  if (split.has_value() && catalog.FindComputeUnit(split->compute_unit) != nullptr) {
    violations.Add(v1::ERROR_REASON_SKU_NOT_IN_CATALOG, path, absl::StrCat("no SKU is named `", name, "`"),
                   Neighbours(catalog, split->compute_unit));
    return nullptr;
  }
  const auto nearest = NearestNames(name, catalog.SkuNames());
  violations.Add(v1::ERROR_REASON_UNKNOWN_SKU, path, UnknownNameMessage("SKU", name, nearest), nearest);
  return nullptr;
}

const v1::Sku* ResolveUnitCount(const ConfigSource& source, const CatalogIndex& catalog, Violations& violations) {
  const std::string path = FieldIn(source.path, "compute_unit");
  const std::string count_path = FieldIn(source.path, "compute_units_per_instance");
  const std::string& name = source.config->compute_unit();
  const int count = source.config->has_compute_units_per_instance() ? source.config->compute_units_per_instance() : 1;
  RequireRange(count_path, count, 1, kMaxComputeUnitsPerInstance, violations);
  const v1::ComputeUnit* unit = catalog.FindComputeUnit(name);
  if (unit == nullptr) {
    const auto nearest = NearestNames(name, catalog.ComputeUnitNames());
    violations.Add(v1::ERROR_REASON_UNKNOWN_COMPUTE_UNIT, path, UnknownNameMessage("compute unit", name, nearest),
                   nearest);
    return nullptr;
  }
  if (count < 1 || count > kMaxComputeUnitsPerInstance || !RequireLimits(unit, path, violations)) return nullptr;
  const v1::Sku* sku = catalog.FindSku(name, count);
  if (sku == nullptr) {
    violations.Add(v1::ERROR_REASON_SKU_NOT_IN_CATALOG, count_path,
                   absl::StrCat("no SKU offers `", name, "` times ", count), Neighbours(catalog, name));
  }
  return sku;
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

void ValidateEffectiveConfig(const v1::DeployableConfig& config, absl::string_view path, Violations& violations) {
  if (!config.has_hardware() && !config.has_compute_unit() && !config.has_compute_units_per_instance()) {
    violations.Add(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, FieldIn(path, "hardware"), "names no hardware");
  }
  if (!config.has_docker_image()) {
    violations.Add(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, FieldIn(path, "docker_image"), "is not set");
  }
  if (config.has_min_instances() && config.has_max_instances() && config.min_instances() > config.max_instances()) {
    violations.Add(
        v1::ERROR_REASON_CONFLICTING_FIELDS, FieldIn(path, "min_instances"),
        absl::StrCat("`", config.min_instances(), "` is above `max_instances`, which is ", config.max_instances()));
  }
}

const v1::Sku* ResolveSku(const ConfigSource& source, const CatalogIndex& catalog, Violations& violations) {
  if (source.config->has_hardware()) return ResolveName(source, catalog, violations);
  if (source.config->has_compute_unit()) return ResolveUnitCount(source, catalog, violations);
  return nullptr;
}

}  // namespace berth
