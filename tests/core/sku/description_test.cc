#include "core/sku/description.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/edited_catalog.h"

namespace berth {
namespace {

using testing::ElementsAre;

constexpr absl::string_view kGpuUnit = R"(
  name: "gpu-x" gpu_model: "Maker X" gpu_family: "X" gpu_memory_gb: 40 status: COMPUTE_UNIT_STATUS_ACTIVE
  limits { cpu_millis: 10 memory_mib: 100 gpus: 1 } requests { memory_mib: 90 } director_memory_mib: 512)";

v1::Hardware Describe(absl::string_view unit, int count, const v1::Sku* sku, std::optional<int64_t> price) {
  const auto director = FromText<v1::DirectorSettings>("default_memory_mib: 256 extra_memory_mib: 1024");
  return DescribeHardware(director, FromText<v1::ComputeUnit>(unit), count, sku, price,
                          {v1::PROVIDER_GKE, v1::PROVIDER_CKS});
}

TEST(DescribeHardwareTest, SaysEverythingAboutASku) {
  const auto sku = FromText<v1::Sku>("name: 'gpu-2x-x' aliases: 'b' aliases: 'a' billable: true");
  const v1::Hardware hardware = Describe(kGpuUnit, 2, &sku, 1'500'000);
  EXPECT_EQ(hardware.sku(), "gpu-2x-x");
  EXPECT_TRUE(hardware.in_catalog());
  EXPECT_THAT(hardware.aliases(), ElementsAre("a", "b"));
  EXPECT_EQ(hardware.compute_unit(), "gpu-x");
  EXPECT_EQ(hardware.compute_units_per_instance(), 2);
  EXPECT_EQ(hardware.status(), v1::COMPUTE_UNIT_STATUS_ACTIVE);
  EXPECT_EQ(hardware.gpu_model(), "Maker X");
  EXPECT_EQ(hardware.gpus(), 2);
  EXPECT_EQ(hardware.gpu_memory_gb(), 40);
  EXPECT_EQ(hardware.total_gpu_memory_gb(), 80);
  EXPECT_EQ(hardware.limits().memory_mib(), 200);
  EXPECT_EQ(hardware.requests().memory_mib(), 180);
  EXPECT_EQ(hardware.director_memory_mib(), 512);
  EXPECT_EQ(hardware.price().nano_usd_per_second(), 1'500'000);
  EXPECT_EQ(hardware.price().usd_per_second(), "0.001500");
  EXPECT_TRUE(hardware.availability().billable());
  EXPECT_THAT(hardware.providers(), ElementsAre(v1::PROVIDER_GKE, v1::PROVIDER_CKS));
}

TEST(DescribeHardwareTest, LeavesOutWhatIsNotKnown) {
  const v1::Hardware hardware = Describe("name: 'gpu-y' gpu_memory_gb: 16", 3, nullptr, std::nullopt);
  EXPECT_EQ(hardware.sku(), "gpu-3x-y");
  ASSERT_TRUE(hardware.has_in_catalog());
  EXPECT_FALSE(hardware.in_catalog());
  EXPECT_FALSE(hardware.has_availability());
  EXPECT_FALSE(hardware.has_limits());
  EXPECT_FALSE(hardware.has_requests());
  EXPECT_FALSE(hardware.has_price());
  EXPECT_EQ(hardware.director_memory_mib(), 256);
}

TEST(DescribeHardwareTest, CpuHasNoGpuMemoryButAZeroOfGpus) {
  const v1::Hardware hardware = Describe("name: 'cpu' limits { cpu_millis: 1 memory_mib: 1 }", 1, nullptr, 5);
  ASSERT_TRUE(hardware.has_gpus());
  EXPECT_EQ(hardware.gpus(), 0);
  EXPECT_FALSE(hardware.has_gpu_memory_gb());
  EXPECT_FALSE(hardware.has_total_gpu_memory_gb());
}

}  // namespace
}  // namespace berth
