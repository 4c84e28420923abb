#include "core/workers_ai/gpu_sizing.h"

#include <gtest/gtest.h>

#include "tests/core/edited_catalog.h"

namespace berth {
namespace {

const v1::WorkersAiSettings& Settings() { return DefaultIndex().catalog().workers_ai(); }

GpuDemand Demand(const char* type, int gpu_memory_gb, bool dual_gpu = false) {
  GpuDemand demand;
  demand.type = MatchGpuType(type, Settings());
  demand.gpu_memory_gb = gpu_memory_gb;
  demand.dual_gpu = dual_gpu;
  return demand;
}

TEST(GpuSizingTest, InfersTheTypeFromAToken) {
  const struct {
    const char* gpu_model;
    const char* type;  // Null: none.
  } cases[] = {
      {"NVIDIA H100", "H100"},     {"h100", "H100"},         {"NVIDIA H100 80GB HBM3", "H100"},
      {"nvidia-h200-sxm", "H200"}, {"NVIDIA L4", "L4"},      {"l4", "L4"},
      {"L4 (L4)", "L4"},           {"NVIDIA L40S", nullptr}, {"L40", nullptr},
      {"H1000", nullptr},          {"NVIDIA", nullptr},      {"", nullptr},
      {"H100 or H200", nullptr},
  };
  for (const auto& [gpu_model, type] : cases) {
    SCOPED_TRACE(gpu_model);
    const v1::WorkersAiGpuType* match = MatchGpuType(gpu_model, Settings());
    ASSERT_EQ(match == nullptr, type == nullptr);
    if (match != nullptr) {
      EXPECT_EQ(match->name(), type);
    }
  }
}

TEST(GpuSizingTest, CountsExternalGpus) {
  const struct {
    const char* type;
    int gpu_memory_gb;
    bool dual_gpu;
    int count;
    bool clamped;
  } cases[] = {
      {"H100", 1, false, 1, false},   {"H100", 22, false, 1, false},   {"H100", 80, false, 1, false},
      {"H100", 81, false, 2, false},  {"H100", 160, false, 2, false},  {"H100", 161, false, 3, false},
      {"H100", 640, false, 8, false}, {"H100", 641, false, 8, true},   {"H200", 141, false, 1, false},
      {"H200", 142, false, 2, false}, {"H200", 1128, false, 8, false}, {"H200", 1129, false, 8, true},
      {"H100", 22, true, 2, false},   {"H100", 170, true, 3, false},   {"H100", 1'000'000, false, 8, true},
  };
  for (const auto& [type, gpu_memory_gb, dual_gpu, count, clamped] : cases) {
    SCOPED_TRACE(testing::Message() << type << " " << gpu_memory_gb);
    const GpuAllocation allocation = AllocateExternal(Demand(type, gpu_memory_gb, dual_gpu), Settings());
    EXPECT_EQ(allocation.count, count);
    EXPECT_EQ(allocation.clamped, clamped);
    EXPECT_EQ(allocation.obstacles.size(), clamped ? 1 : 0);
    if (!clamped) continue;
    EXPECT_EQ(allocation.obstacles[0].reason(), v1::REASON_GPU_MEMORY_EXCEEDS_MAXIMUM);
    EXPECT_EQ(allocation.obstacles[0].required(), gpu_memory_gb);
    EXPECT_EQ(allocation.obstacles[0].available(), 8 * MatchGpuType(type, Settings())->memory_gb());
  }
}

TEST(GpuSizingTest, CountsInternalGpus) {
  const struct {
    const char* type;
    int gpu_memory_gb;
    bool dual_gpu;
    int count;
    bool fits;
  } cases[] = {
      {"H100", 80, false, 1, true},  {"H100", 81, false, 1, false}, {"H100", 160, true, 2, true},
      {"H100", 161, true, 2, false}, {"L4", 24, false, 1, true},    {"L4", 25, false, 1, false},
      {"L4", 48, true, 2, true},
  };
  for (const auto& [type, gpu_memory_gb, dual_gpu, count, fits] : cases) {
    SCOPED_TRACE(testing::Message() << type << " " << gpu_memory_gb);
    const GpuAllocation allocation = AllocateInternal(Demand(type, gpu_memory_gb, dual_gpu), Settings());
    EXPECT_EQ(allocation.count, count);
    EXPECT_EQ(allocation.obstacles.empty(), fits);
  }
}

TEST(GpuSizingTest, SaysWhereATypeIsNotOffered) {
  EXPECT_EQ(AllocateInternal(Demand("H200", 22), Settings()).obstacles[0].reason(), v1::REASON_GPU_TYPE_NOT_OFFERED);
  EXPECT_EQ(AllocateExternal(Demand("L4", 22), Settings()).obstacles[0].reason(), v1::REASON_GPU_TYPE_NOT_OFFERED);
}

TEST(GpuSizingTest, DefaultsAndBounds) {
  DecisionTrace trace(nullptr);
  Violations violations;
  const GpuDemand demand = SizeDemand({}, Settings(), "config", trace, violations);
  EXPECT_TRUE(violations.empty());
  EXPECT_EQ(demand.type->name(), "H100");
  EXPECT_EQ(demand.gpu_memory_gb, 22);
  EXPECT_EQ(demand.cpu_memory_gb, 22);

  v1::WorkersAiConfig config;
  config.set_gpu_memory(0);
  config.set_cpu_memory(-1);
  config.set_gpu_model("NVIDIA L40S");
  SizeDemand(config, Settings(), "config", trace, violations);
  ASSERT_EQ(violations.size(), 3);
  EXPECT_EQ(violations.report().violations(0).field(), "config.gpu_memory");
  EXPECT_EQ(violations.report().violations(1).field(), "config.cpu_memory");
  EXPECT_EQ(violations.report().violations(2).reason(), v1::ERROR_REASON_UNKNOWN_GPU_MODEL);
  EXPECT_EQ(violations.report().violations(2).nearest_size(), 3);
}

}  // namespace
}  // namespace berth
