#include "core/replicate/effective_config.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/core/edited_catalog.h"

namespace berth {
namespace {

struct MergeCase {
  absl::string_view name;
  absl::string_view first;
  absl::string_view second;
  absl::string_view merged;
};

const MergeCase kMergeCases[] = {
    {"nothing set takes the second", "", "min_instances: 1 allow_preemption: true",
     "min_instances: 1 allow_preemption: true"},
    {"a set field wins, others stay", "min_instances: 2", "min_instances: 1 max_instances: 3",
     "min_instances: 2 max_instances: 3"},
    {"zero and false are set", "min_instances: 0 allow_preemption: false director_extra_memory: false",
     "min_instances: 1 allow_preemption: true director_extra_memory: true",
     "min_instances: 0 allow_preemption: false director_extra_memory: false"},
    {"hardware is left out", "hardware: 'a' compute_unit: 'b' compute_units_per_instance: 2", "hardware: 'c'", ""},
    {"an environment replaces the other", "env { name: 'A' }", "env { name: 'B' } env { name: 'C' }",
     "env { name: 'A' }"},
    {"an empty environment does not", "docker_image: 'a'", "env { name: 'B' }", "docker_image: 'a' env { name: 'B' }"},
    {"durations are not added up", "setup_timeout { seconds: 5 } predict_timeout { seconds: 6 }",
     "setup_timeout { seconds: 1 nanos: 1 } predict_timeout { nanos: 2 }",
     "setup_timeout { seconds: 5 } predict_timeout { seconds: 6 }"},
    {"image", "docker_image: 'a'", "docker_image: 'b'", "docker_image: 'a'"},
};

TEST(EffectiveConfigTest, TheFirstWinsFieldByField) {
  for (const MergeCase& row : kMergeCases) {
    SCOPED_TRACE(std::string(row.name));
    const auto first = FromText<v1::DeployableConfig>(row.first);
    const auto second = FromText<v1::DeployableConfig>(row.second);
    const auto merged = FromText<v1::DeployableConfig>(row.merged);
    EXPECT_EQ(EffectiveConfig({{"first", &first}, {"second", &second}}).DebugString(), merged.DebugString());
    EXPECT_EQ(EffectiveConfig({{"merged", &merged}}).DebugString(), merged.DebugString());
  }
}

struct HardwareCase {
  absl::string_view name;
  absl::string_view first;
  absl::string_view second;
  // Paths; empty for none.
  absl::string_view unit;
  absl::string_view count;
};

const HardwareCase kHardwareCases[] = {
    {"nothing", "", "", "", ""},
    {"the second's SKU", "", "hardware: 'a'", "second", ""},
    {"a SKU replaces unit and count", "hardware: 'a'", "compute_unit: 'b' compute_units_per_instance: 2", "first", ""},
    {"a unit replaces the SKU", "compute_unit: 'b'", "hardware: 'a'", "first", ""},
    {"a unit replaces unit and count", "compute_unit: 'b'", "compute_unit: 'c' compute_units_per_instance: 2", "first",
     ""},
    {"unit and count", "compute_unit: 'b' compute_units_per_instance: 2", "", "first", "first"},
    {"a count over a unit", "compute_units_per_instance: 4", "compute_unit: 'b'", "second", "first"},
    {"a count over another count", "compute_units_per_instance: 4", "compute_unit: 'b' compute_units_per_instance: 2",
     "second", "first"},
    {"a count over a SKU", "compute_units_per_instance: 4", "hardware: 'a'", "second", "first"},
    {"a count alone", "compute_units_per_instance: 4", "", "", "first"},
    {"two counts alone", "compute_units_per_instance: 4", "compute_units_per_instance: 2", "", "first"},
};

TEST(HardwareSourcesTest, UnitAndCountMayComeFromTwoPlaces) {
  for (const HardwareCase& row : kHardwareCases) {
    SCOPED_TRACE(std::string(row.name));
    const auto first = FromText<v1::DeployableConfig>(row.first);
    const auto second = FromText<v1::DeployableConfig>(row.second);
    const std::vector<ConfigSource> sources = {{"first", &first}, {"second", &second}};
    const HardwareSources found = FindHardwareSources(sources);
    EXPECT_EQ(found.unit == nullptr ? "" : found.unit->path, row.unit);
    EXPECT_EQ(found.count == nullptr ? "" : found.count->path, row.count);
  }
}

}  // namespace
}  // namespace berth
