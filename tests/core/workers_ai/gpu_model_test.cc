#include "core/workers_ai/gpu_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/edited_catalog.h"

namespace berth {
namespace {

using testing::HasSubstr;

GpuModelReading Read(const char* gpu_model) { return ReadGpuModel(gpu_model, DefaultIndex().catalog().workers_ai()); }

TEST(GpuModelTest, FindsTheTypeAmongTheWords) {
  const struct {
    const char* gpu_model;
    const char* type;
  } cases[] = {
      {"NVIDIA H100", "H100"},
      {"h100", "H100"},
      {"NVIDIA H100 80GB HBM3", "H100"},
      {"H100 PCIe", "H100"},
      {"NVIDIA H100 NVL", "H100"},
      {"H100_NVLINK_80GB", "H100"},
      {"NVIDIA-H100-80GB-HBM3", "H100"},
      {"NVIDIA H100 SXM5 80 GB", "H100"},
      {"H100 (80 GiB)", "H100"},
      {"h100-80g", "H100"},
      {"H100-80", "H100"},
      {"NVIDIA H100 Tensor Core GPU", "H100"},
      {"nvidia-h200-sxm", "H200"},
      {"NVIDIA H200 141GB HBM3e", "H200"},
      {"NVIDIA L4", "L4"},
      {"L4 24GB GDDR6", "L4"},
      {"l4", "L4"},
      {"L4 (L4)", "L4"},
  };
  for (const auto& [gpu_model, type] : cases) {
    SCOPED_TRACE(gpu_model);
    const GpuModelReading reading = Read(gpu_model);
    EXPECT_EQ(reading.fault, "");
    ASSERT_NE(reading.type, nullptr);
    EXPECT_EQ(reading.type->name(), type);
  }
}

TEST(GpuModelTest, SaysWhyATextIsNoType) {
  constexpr char kNone[] = "names no GPU type, or more than one";
  const struct {
    const char* gpu_model;
    const char* fault;
  } cases[] = {
      {"", kNone},
      {"NVIDIA", kNone},
      {"NVIDIA L40S", kNone},
      {"L40", kNone},
      {"H1000", kNone},
      {"H100 or H200", kNone},
      {"NVIDIA GeForce RTX 4090", kNone},
      // Slices.
      {"NVIDIA A100-SXM4-40GB MIG 1g.5gb", "`mig`, a slice"},
      {"H100-MIG-1g.10gb", "`mig`, a slice"},
      {"NVIDIA H100 80GB HBM3 MIG 7g.80gb", "`mig`, a slice"},
      {"H100 1g.10gb", "`1g.10gb`, a slice"},
      {"NVIDIA H100-10C", "`10c`, a slice"},
      {"NVIDIA-H100-80GB-HBM3-SHARED", "`shared`, a slice"},
      // Counts.
      {"H100:8", "`8`, a count"},
      {"H100:1", "`1`, a count"},
      {"8xH100", "`8xh100`, a count"},
      {"h100x2", "`h100x2`, a count"},
      {"2x H100", "`2x`, a count"},
      {"H100 x2", "`x2`, a count"},
      {"4 x NVIDIA H100 80GB", "`x`, a count"},
      {"8\xc3\x97H100", "`8`, a count"},
      {"2 H100", "`2`, a count"},
      {"H100*4", "`4`, a count"},
      {"gpu-2x-h100", "`2x`, a count"},
      {"Dual H100", "`dual`, a count"},
      {"1/2 H100", "`1`, a count"},
      {"0.5 H100", "`0`, a count"},
      {"H100-40", "`40`, a count"},
      // Memory.
      {"H100 94GB", "94 GB, and H100 has 80 GB"},
      {"H100 40 GB", "40 GB, and H100 has 80 GB"},
      {"H200 80GB", "80 GB, and H200 has 141 GB"},
      {"L4 99999999999GB", "99999999999 GB, and L4 has 24 GB"},
  };
  for (const auto& [gpu_model, fault] : cases) {
    SCOPED_TRACE(gpu_model);
    const GpuModelReading reading = Read(gpu_model);
    EXPECT_EQ(reading.type, nullptr);
    EXPECT_THAT(reading.fault, HasSubstr(fault));
  }
}

}  // namespace
}  // namespace berth
