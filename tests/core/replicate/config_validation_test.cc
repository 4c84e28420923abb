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
     "hardware: 'cpu' docker_image: 'registry:5000/a/b-c_d:1.2' env { name: 'A' value: '' } min_instances: 0 "
     "max_instances: 20 setup_timeout { seconds: 1 } predict_timeout { seconds: 604800 }",
     {}},
    {"two names of hardware", "hardware: 'cpu' compute_unit: 'cpu'", {"CONFLICTING_FIELDS c.hardware"}},
    {"a count with a SKU", "hardware: 'cpu' compute_units_per_instance: 1", {"CONFLICTING_FIELDS c.hardware"}},
    {"count 0", "compute_units_per_instance: 0", {"VALUE_OUT_OF_RANGE c.compute_units_per_instance"}},
    {"count 9", "compute_units_per_instance: 9", {"VALUE_OUT_OF_RANGE c.compute_units_per_instance"}},
    {"count -1", "compute_units_per_instance: -1", {"VALUE_OUT_OF_RANGE c.compute_units_per_instance"}},
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

// Configurations in the order in which they win, `a` before `b`.
struct MergedCase {
  std::string name;
  absl::string_view a;
  absl::string_view b;
  Lines lines;
};

const MergedCase kMergedCases[] = {
    {"complete", "hardware: 'cpu' docker_image: 'a' min_instances: 2 max_instances: 2", "", {}},
    {"complete together", "hardware: 'cpu' max_instances: 2", "docker_image: 'a' min_instances: 2", {}},
    {"nothing", "", "", {"REQUIRED_FIELD_MISSING a.hardware", "REQUIRED_FIELD_MISSING a.docker_image"}},
    {"a count without unit",
     "docker_image: 'a'",
     "compute_units_per_instance: 2",
     {"REQUIRED_FIELD_MISSING b.compute_unit"}},
    {"more than at most",
     "compute_unit: 'cpu' docker_image: 'a' min_instances: 2 max_instances: 1",
     "",
     {"CONFLICTING_FIELDS a.min_instances"}},
    {"the least comes from the second",
     "hardware: 'cpu' docker_image: 'a' max_instances: 1",
     "min_instances: 2",
     {"CONFLICTING_FIELDS b.min_instances"}},
    {"the most comes from the second",
     "hardware: 'cpu' docker_image: 'a' min_instances: 2",
     "max_instances: 1",
     {"CONFLICTING_FIELDS a.min_instances"}},
    {"what is overridden does not count",
     "hardware: 'cpu' docker_image: 'a' min_instances: 1 max_instances: 1",
     "min_instances: 5 max_instances: 0",
     {}},
};

class Sources {
 public:
  Sources(absl::string_view a, absl::string_view b)
      : a_(FromText<v1::DeployableConfig>(a)), b_(FromText<v1::DeployableConfig>(b)) {}
  std::vector<ConfigSource> get() const { return {{"a", &a_}, {"b", &b_}}; }

 private:
  v1::DeployableConfig a_;
  v1::DeployableConfig b_;
};

TEST(ValidateEffectiveConfigTest, ReportsWhatTheWholeLacksOrContradicts) {
  for (const MergedCase& row : kMergedCases) {
    SCOPED_TRACE(row.name);
    Violations violations;
    ValidateEffectiveConfig(Sources(row.a, row.b).get(), violations);
    EXPECT_THAT(ViolationLines(violations), ElementsAreArray(row.lines));
  }
}

struct SkuCase {
  absl::string_view name;
  absl::string_view a;
  absl::string_view b;
  // Empty: there is none.
  absl::string_view sku;
  Lines lines;
  bool cpu_only = false;
};

const SkuCase kSkuCases[] = {
    {"name", "hardware: 'gpu-2x-t4'", "", "gpu-2x-t4", {}},
    {"alias", "hardware: 'cpu-small'", "", "cpu", {}},
    {"unit", "compute_unit: 'gpu-t4'", "", "gpu-t4", {}},
    {"unit and count", "compute_unit: 'gpu-t4' compute_units_per_instance: 8", "", "gpu-8x-t4", {}},
    {"a count over the other's unit", "compute_units_per_instance: 4", "compute_unit: 'gpu-t4'", "gpu-4x-t4", {}},
    {"a count over the other's SKU", "compute_units_per_instance: 4", "hardware: 'gpu-2x-t4'", "gpu-4x-t4", {}},
    {"a count over the other's alias",
     "compute_units_per_instance: 2",
     "hardware: 'gpu-a100-large'",
     "gpu-2x-a100-80g",
     {}},
    {"a SKU over the other's count",
     "hardware: 'gpu-t4'",
     "compute_unit: 'gpu-t4' compute_units_per_instance: 4",
     "gpu-t4",
     {}},
    // What is reported elsewhere.
    {"nothing", "", "", "", {}},
    {"a count alone", "compute_units_per_instance: 4", "", "", {}},
    {"count 0", "compute_unit: 'gpu-t4' compute_units_per_instance: 0", "", "", {}},
    {"count 9", "compute_unit: 'gpu-t4' compute_units_per_instance: 9", "", "", {}},
    {"unknown name", "hardware: 'gpu-t5'", "", "", {"UNKNOWN_SKU a.hardware"}},
    {"count above 8 in a name", "hardware: 'gpu-9x-t4'", "", "", {"UNKNOWN_SKU a.hardware"}},
    {"count that no SKU offers, by name", "hardware: 'gpu-3x-t4'", "", "", {"SKU_NOT_IN_CATALOG a.hardware"}},
    {"count that no SKU offers",
     "compute_unit: 'gpu-t4' compute_units_per_instance: 3",
     "",
     "",
     {"SKU_NOT_IN_CATALOG a.compute_units_per_instance"}},
    {"such a count over the other's SKU",
     "compute_units_per_instance: 3",
     "hardware: 'gpu-t4'",
     "",
     {"SKU_NOT_IN_CATALOG a.compute_units_per_instance"}},
    {"unknown unit", "compute_unit: 'x'", "", "", {"UNKNOWN_COMPUTE_UNIT a.compute_unit"}},
    {"empty unit", "compute_unit: ''", "", "", {"UNKNOWN_COMPUTE_UNIT a.compute_unit"}},
    {"unknown unit, count 9",
     "compute_unit: 'gpu-h20' compute_units_per_instance: 9",
     "",
     "",
     {"UNKNOWN_COMPUTE_UNIT a.compute_unit"}},
    {"no limits", "hardware: 'gpu-4x-rtx-a6000'", "", "", {"COMPUTE_UNIT_HAS_NO_LIMITS a.hardware"}},
    {"no limits, by unit", "compute_unit: 'gpu-t4-lowmem'", "", "", {"COMPUTE_UNIT_HAS_NO_LIMITS a.compute_unit"}},
    {"stands for others", "hardware: 'gpu-flex-ampere-min-40g'", "", "", {"COMPUTE_UNIT_HAS_NO_LIMITS a.hardware"}},
    {"stands for others, by unit",
     "compute_unit: 'gpu-flex-ampere-min-40g'",
     "",
     "",
     {"COMPUTE_UNIT_HAS_NO_LIMITS a.compute_unit"}},
    {"CPU", "hardware: 'cpu'", "", "cpu", {}, true},
    {"GPU where only CPU may be", "hardware: 'gpu-t4'", "", "", {"GPU_NOT_ALLOWED a.hardware"}, true},
    {"such a GPU by unit", "compute_unit: 'gpu-t4'", "", "", {"GPU_NOT_ALLOWED a.compute_unit"}, true},
    {"such a GPU without limits", "hardware: 'gpu-a40-small'", "", "", {"GPU_NOT_ALLOWED a.hardware"}, true},
    {"such a GPU in a count that no SKU offers",
     "hardware: 'gpu-3x-a100'",
     "",
     "",
     {"GPU_NOT_ALLOWED a.hardware"},
     true},
    {"any such GPU", "hardware: 'gpu-flex-ampere-min-40g'", "", "", {"GPU_NOT_ALLOWED a.hardware"}, true},
    {"unknown name where only CPU may be", "hardware: 'gpu-t5'", "", "", {"UNKNOWN_SKU a.hardware"}, true},
};

TEST(ResolveSkuTest, FindsTheHardwareOrSaysWhyNot) {
  for (const SkuCase& row : kSkuCases) {
    SCOPED_TRACE(std::string(row.name));
    Violations violations;
    const v1::Sku* sku = ResolveSku(Sources(row.a, row.b).get(), row.cpu_only, DefaultIndex(), violations);
    EXPECT_EQ(sku == nullptr ? "" : sku->name(), row.sku);
    EXPECT_THAT(ViolationLines(violations), ElementsAreArray(row.lines));
  }
}

TEST(ResolveSkuTest, SaysWhatWouldBeRight) {
  const std::pair<absl::string_view, std::string> rows[] = {
      {"hardware: 'gpu-t5'", "a.hardware: `gpu-t5` is not a known SKU; nearest: `gpu-t4`, `gpu-a40`, `gpu-2x-t4`"},
      {"compute_unit: 'gpu-t4' compute_units_per_instance: 3",
       "a.compute_units_per_instance: no SKU offers `gpu-t4` times 3"},
      {"hardware: 'gpu-rtx-a6000'",
       "a.hardware: `gpu-rtx-a6000` has no limits in the catalog; set `compute_units[gpu-rtx-a6000].limits` to plan on "
       "it"},
      {"compute_unit: 'gpu-h20'",
       "a.compute_unit: `gpu-h20` is not a known compute unit; nearest: `gpu-h200`, `gpu-a40`, `gpu-h100`"},
  };
  for (const auto& [text, line] : rows) {
    Violations violations;
    ResolveSku(Sources(text, "").get(), /*cpu_only=*/false, DefaultIndex(), violations);
    EXPECT_THAT(MessageLines(violations.ToStatus()), ElementsAre(line));
  }
}

TEST(ResolveSkuTest, ACountThatIsNotOfferedNamesTheNearestFirst) {
  const std::pair<int, Lines> rows[] = {
      {3, {"gpu-2x-l40s", "gpu-4x-l40s", "gpu-l40s", "gpu-8x-l40s"}},
      {6, {"gpu-4x-l40s", "gpu-8x-l40s", "gpu-2x-l40s", "gpu-l40s"}},
      {7, {"gpu-8x-l40s", "gpu-4x-l40s", "gpu-2x-l40s", "gpu-l40s"}},
  };
  for (const auto& [count, nearest] : rows) {
    const std::string text = absl::StrCat("compute_unit: 'gpu-l40s' compute_units_per_instance: ", count);
    Violations violations;
    ResolveSku(Sources(text, "").get(), /*cpu_only=*/false, DefaultIndex(), violations);
    EXPECT_THAT(violations.report().violations(0).nearest(), ElementsAreArray(nearest));
  }
}

}  // namespace
}  // namespace berth
