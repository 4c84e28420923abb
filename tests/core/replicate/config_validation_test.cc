#include "core/replicate/config_validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/core/edited_catalog.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

struct ConfigCase {
  std::string name;
  std::string config;
  Lines lines;
};

std::string EnvOf(int entries, absl::string_view value) {
  std::string text;
  for (int i = 0; i < entries; ++i) absl::StrAppend(&text, "env { name: 'V", i, "' value: '", value, "' } ");
  return text;
}

const ConfigCase kConfigCases[] = {
    {"empty", "", {}},
    {"everything",
     "hardware: 'cpu' docker_image: 'registry:5000/a/b-c_d:1.2@sha256:0f' env { name: 'A' value: '' } min_instances: 0 "
     "max_instances: 20 setup_timeout { seconds: 1 } predict_timeout { seconds: 604800 }",
     {}},
    {"two names of hardware", "hardware: 'cpu' compute_unit: 'cpu'", {"CONFLICTING_FIELDS c.hardware"}},
    {"a count with a SKU", "hardware: 'cpu' compute_units_per_instance: 1", {"CONFLICTING_FIELDS c.hardware"}},
    {"a count alone", "compute_units_per_instance: 1", {"REQUIRED_FIELD_MISSING c.compute_unit"}},
    {"empty image", "docker_image: ''", {"REQUIRED_FIELD_MISSING c.docker_image"}},
    {"image with a blank", "docker_image: 'a b'", {"INVALID_FORMAT c.docker_image"}},
    {"image that begins with a dash", "docker_image: '-a'", {"INVALID_FORMAT c.docker_image"}},
    {"image with a line break", "docker_image: 'a\\nb'", {"INVALID_FORMAT c.docker_image"}},
    {"image that is too long",
     absl::StrCat("docker_image: '", std::string(513, 'a'), "'"),
     {"TOO_LARGE c.docker_image"}},
    {"variable without name", "env { value: 'x' }", {"INVALID_FORMAT c.env[0].name"}},
    {"illegal variable", "env { name: 'A' } env { name: 'A=B' }", {"INVALID_FORMAT c.env[1].name"}},
    {"variable twice", "env { name: 'A' } env { name: 'B' } env { name: 'A' }", {"CONFLICTING_FIELDS c.env[2].name"}},
    {"longest value", EnvOf(1, std::string(32768, 'x')), {}},
    {"value that is too long", EnvOf(1, std::string(32769, 'x')), {"TOO_LARGE c.env[0].value"}},
    {"most variables", EnvOf(500, "x"), {}},
    {"too many variables", EnvOf(501, "x"), {"TOO_LARGE c.env"}},
    {"too few instances",
     "min_instances: -1 max_instances: -1",
     {"VALUE_OUT_OF_RANGE c.min_instances", "VALUE_OUT_OF_RANGE c.max_instances"}},
    {"too many instances",
     "min_instances: 6 max_instances: 21",
     {"VALUE_OUT_OF_RANGE c.min_instances", "VALUE_OUT_OF_RANGE c.max_instances"}},
    {"timeouts of nothing",
     "setup_timeout { } predict_timeout { seconds: -1 }",
     {"VALUE_OUT_OF_RANGE c.setup_timeout", "VALUE_OUT_OF_RANGE c.predict_timeout"}},
    {"timeouts without end",
     "setup_timeout { seconds: 604801 } predict_timeout { seconds: 9223372036854775807 }",
     {"VALUE_OUT_OF_RANGE c.setup_timeout", "VALUE_OUT_OF_RANGE c.predict_timeout"}},
    {"half a second more", "setup_timeout { seconds: 1 nanos: 500000000 }", {"VALUE_OUT_OF_RANGE c.setup_timeout"}},
};

TEST(ValidateConfigTest, ReportsEveryFault) {
  for (const ConfigCase& row : kConfigCases) {
    SCOPED_TRACE(row.name);
    const auto config = FromText<v1::DeployableConfig>(row.config);
    Violations violations;
    ValidateConfig({"c", &config}, DefaultIndex(), violations);
    EXPECT_THAT(ViolationLines(violations), ElementsAreArray(row.lines));
  }
}

TEST(ValidateConfigTest, BoundsAreTheCatalogs) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    *catalog.mutable_replicate()->mutable_instance_bounds() =
        FromText<v1::InstanceBounds>("max_min_instances: 7 max_max_instances: 30 max_timeout_seconds: 10");
  });
  const auto config = FromText<v1::DeployableConfig>(
      "min_instances: 7 max_instances: 31 setup_timeout { seconds: 10 } predict_timeout { seconds: 11 }");
  Violations violations;
  ValidateConfig({"c", &config}, *catalog, violations);
  EXPECT_THAT(MessageLines(violations.ToStatus()), ElementsAre("c.max_instances: `31` is not in 0 to 30",
                                                               "c.predict_timeout: is not in 1 to 10 whole seconds"));
}

const ConfigCase kEffectiveCases[] = {
    {"complete", "hardware: 'cpu' docker_image: 'a' min_instances: 2 max_instances: 2", {}},
    {"nothing", "", {"REQUIRED_FIELD_MISSING c.hardware", "REQUIRED_FIELD_MISSING c.docker_image"}},
    {"more than at most",
     "compute_unit: 'cpu' docker_image: 'a' min_instances: 2 max_instances: 1",
     {"CONFLICTING_FIELDS c.min_instances"}},
};

TEST(ValidateEffectiveConfigTest, ReportsWhatTheWholeLacks) {
  for (const ConfigCase& row : kEffectiveCases) {
    SCOPED_TRACE(row.name);
    Violations violations;
    ValidateEffectiveConfig(FromText<v1::DeployableConfig>(row.config), "c", violations);
    EXPECT_THAT(ViolationLines(violations), ElementsAreArray(row.lines));
  }
}

struct SkuCase {
  absl::string_view name;
  absl::string_view config;
  // Empty: there is none.
  absl::string_view sku;
  Lines messages;
};

const SkuCase kSkuCases[] = {
    {"name", "hardware: 'gpu-2x-t4'", "gpu-2x-t4", {}},
    {"alias", "hardware: 'cpu-small'", "cpu", {}},
    {"unit", "compute_unit: 'gpu-t4'", "gpu-t4", {}},
    {"unit and count", "compute_unit: 'gpu-t4' compute_units_per_instance: 8", "gpu-8x-t4", {}},
    {"nothing", "", "", {}},
    {"unknown name",
     "hardware: 'gpu-t5'",
     "",
     {"c.hardware: `gpu-t5` is not a known SKU; nearest: `gpu-t4`, `gpu-a40`, `gpu-2x-t4`"}},
    {"count that no SKU offers, by name", "hardware: 'gpu-3x-t4'", "", {"c.hardware: no SKU is named `gpu-3x-t4`"}},
    {"count that no SKU offers",
     "compute_unit: 'gpu-t4' compute_units_per_instance: 3",
     "",
     {"c.compute_units_per_instance: no SKU offers `gpu-t4` times 3"}},
    {"count 0",
     "compute_unit: 'gpu-t4' compute_units_per_instance: 0",
     "",
     {"c.compute_units_per_instance: `0` is not in 1 to 8"}},
    {"count 9",
     "compute_unit: 'gpu-t4' compute_units_per_instance: 9",
     "",
     {"c.compute_units_per_instance: `9` is not in 1 to 8"}},
    {"count -1",
     "compute_unit: 'gpu-t4' compute_units_per_instance: -1",
     "",
     {"c.compute_units_per_instance: `-1` is not in 1 to 8"}},
    {"unknown unit, count 9",
     "compute_unit: 'gpu-h20' compute_units_per_instance: 9",
     "",
     {"c.compute_units_per_instance: `9` is not in 1 to 8",
      "c.compute_unit: `gpu-h20` is not a known compute unit; nearest: `gpu-h200`, `gpu-a40`, `gpu-h100`"}},
    {"no limits",
     "hardware: 'gpu-4x-rtx-a6000'",
     "",
     {"c.hardware: `gpu-rtx-a6000` has no limits in the catalog; set `compute_units[gpu-rtx-a6000].limits` to plan on "
      "it"}},
    {"no limits, by unit",
     "compute_unit: 'gpu-t4-lowmem'",
     "",
     {"c.compute_unit: `gpu-t4-lowmem` has no limits in the catalog; set `compute_units[gpu-t4-lowmem].limits` to plan "
      "on it"}},
};

TEST(ResolveSkuTest, FindsTheHardwareOrSaysWhyNot) {
  for (const SkuCase& row : kSkuCases) {
    SCOPED_TRACE(std::string(row.name));
    const auto config = FromText<v1::DeployableConfig>(row.config);
    Violations violations;
    const v1::Sku* sku = ResolveSku({"c", &config}, DefaultIndex(), violations);
    EXPECT_EQ(sku == nullptr ? "" : sku->name(), row.sku);
    EXPECT_THAT(MessageLines(violations.ToStatus()), ElementsAreArray(row.messages));
  }
}

TEST(ResolveSkuTest, ReasonsAreStable) {
  const std::pair<absl::string_view, std::string> rows[] = {
      {"hardware: 'gpu-t5'", "UNKNOWN_SKU c.hardware"},
      {"hardware: 'gpu-3x-t4'", "SKU_NOT_IN_CATALOG c.hardware"},
      {"hardware: 'gpu-rtx-a4000'", "COMPUTE_UNIT_HAS_NO_LIMITS c.hardware"},
      {"hardware: 'gpu-flex-ampere-min-40g'", "COMPUTE_UNIT_HAS_NO_LIMITS c.hardware"},
      {"compute_unit: 'gpu-flex-ampere-min-40g'", "COMPUTE_UNIT_HAS_NO_LIMITS c.compute_unit"},
      {"compute_unit: 'x'", "UNKNOWN_COMPUTE_UNIT c.compute_unit"},
      {"compute_unit: ''", "UNKNOWN_COMPUTE_UNIT c.compute_unit"},
  };
  for (const auto& [text, line] : rows) {
    SCOPED_TRACE(std::string(text));
    const auto config = FromText<v1::DeployableConfig>(text);
    Violations violations;
    EXPECT_EQ(ResolveSku({"c", &config}, DefaultIndex(), violations), nullptr);
    EXPECT_THAT(ViolationLines(violations), ElementsAre(line));
  }
}

TEST(ResolveSkuTest, ACountThatIsNotOfferedNamesWhatIs) {
  const auto config = FromText<v1::DeployableConfig>("compute_unit: 'gpu-t4' compute_units_per_instance: 3");
  Violations violations;
  ResolveSku({"c", &config}, DefaultIndex(), violations);
  EXPECT_THAT(violations.report().violations(0).nearest(),
              ElementsAre("gpu-t4", "gpu-2x-t4", "gpu-4x-t4", "gpu-8x-t4"));
}

}  // namespace
}  // namespace berth
