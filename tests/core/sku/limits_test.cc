#include "core/sku/limits.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/core/edited_catalog.h"

namespace berth {
namespace {

std::string Show(const v1::Resources& resources) {
  return absl::StrCat(resources.cpu_millis(), "/", resources.memory_mib(), "/", resources.gpus());
}

struct LimitsCase {
  absl::string_view name;
  absl::string_view unit;
  int count;
  absl::string_view limits;
  absl::string_view requests;
};

constexpr LimitsCase kLimitsCases[] = {
    {"one unit", "limits { cpu_millis: 10 memory_mib: 100 gpus: 1 }", 1, "10/100/1", "10/100/1"},
    {"eight units", "limits { cpu_millis: 10 memory_mib: 100 gpus: 1 }", 8, "80/800/8", "80/800/8"},
    {"requests of its own, per unit", "limits { cpu_millis: 10 memory_mib: 100 gpus: 1 } requests { memory_mib: 90 }",
     4, "40/400/4", "40/360/4"},
    {"other limits at this count",
     "limits { cpu_millis: 10 memory_mib: 100 gpus: 1 }"
     "overrides { compute_units_per_instance: 8 limits { cpu_millis: 6 } }",
     8, "48/800/8", "48/800/8"},
    {"other limits at another count",
     "limits { cpu_millis: 10 memory_mib: 100 gpus: 1 }"
     "overrides { compute_units_per_instance: 8 limits { cpu_millis: 6 } }",
     4, "40/400/4", "40/400/4"},
    {"other limits replace the unit's requests, unset ones stay",
     "limits { cpu_millis: 10 memory_mib: 100 gpus: 1 } requests { cpu_millis: 9 memory_mib: 90 }"
     "overrides { compute_units_per_instance: 2 limits { memory_mib: 80 } }",
     2, "20/160/2", "18/160/2"},
    {"other requests at this count",
     "limits { cpu_millis: 10 memory_mib: 100 gpus: 1 } requests { memory_mib: 90 }"
     "overrides { compute_units_per_instance: 2 limits { memory_mib: 80 } requests { memory_mib: 70 } }",
     2, "20/160/2", "20/140/2"},
};

TEST(ModelResourcesTest, AreTheFiguresPerUnitTimesTheCount) {
  for (const LimitsCase& row : kLimitsCases) {
    SCOPED_TRACE(std::string(row.name));
    const auto resources = ModelResources(FromText<v1::ComputeUnit>(row.unit), row.count);
    ASSERT_TRUE(resources.has_value());
    EXPECT_EQ(Show(resources->limits), row.limits);
    EXPECT_EQ(Show(resources->requests), row.requests);
  }
}

TEST(ModelResourcesTest, AreUnknownWithoutLimits) {
  EXPECT_FALSE(ModelResources(FromText<v1::ComputeUnit>("name: 'gpu-x' gpu_memory_gb: 16"), 1).has_value());
}

TEST(DirectorMemoryTest, IsTheUnitsOrTheDefaultOrTheExtraAmount) {
  const auto director = FromText<v1::DirectorSettings>("default_memory_mib: 256 extra_memory_mib: 1024");
  const auto plain = FromText<v1::ComputeUnit>("name: 'a'");
  const auto own = FromText<v1::ComputeUnit>("name: 'b' director_memory_mib: 512");
  EXPECT_EQ(DirectorMemoryMib(director, plain, /*extra_memory=*/false), 256);
  EXPECT_EQ(DirectorMemoryMib(director, own, /*extra_memory=*/false), 512);
  EXPECT_EQ(DirectorMemoryMib(director, plain, /*extra_memory=*/true), 1024);
  EXPECT_EQ(DirectorMemoryMib(director, own, /*extra_memory=*/true), 1024);
}

TEST(GpusTest, AreTheCountForGpuUnitsOnly) {
  const auto gpu = FromText<v1::ComputeUnit>("gpu_memory_gb: 16");
  const auto cpu = FromText<v1::ComputeUnit>("name: 'cpu'");
  EXPECT_TRUE(HasGpu(gpu));
  EXPECT_EQ(GpusOf(gpu, 4), 4);
  EXPECT_FALSE(HasGpu(cpu));
  EXPECT_EQ(GpusOf(cpu, 1), 0);
}

}  // namespace
}  // namespace berth
