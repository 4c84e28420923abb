#include "core/workers_ai/gpu_sizing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "core/workers_ai/gpu_model.h"
#include "tests/core/edited_catalog.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

const v1::WorkersAiSettings& Settings() { return DefaultIndex().catalog().workers_ai(); }

GpuDemand Demand(const char* type, int gpu_memory_gb, bool dual_gpu = false) {
  GpuDemand demand;
  demand.type = FindGpuType(type, Settings());
  demand.gpu_memory_gb = gpu_memory_gb;
  demand.dual_gpu = dual_gpu;
  return demand;
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
    EXPECT_EQ(allocation.obstacles[0].available(), 8 * FindGpuType(type, Settings())->memory_gb());
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

// What each path says of a demand under the catalog's maxima.
TEST(GpuSizingTest, NeverGivesFewerGpusInSilence) {
  const struct {
    const char* name;
    int max_internal;
    int max_external;
    int dual_count;
    int gpu_memory_gb;
    bool dual_gpu;
    int internal_count;
    Lines internal;
    int external_count;
    Lines external;
  } cases[] = {
      {"one GPU on each path, dual GPU",
       1,
       1,
       2,
       22,
       true,  //
       1,
       {"OBSTACLE GPU_COUNT_NOT_OFFERED gpu_count 2/1"},  //
       1,
       {"OBSTACLE GPU_COUNT_NOT_OFFERED gpu_count 2/1"}},
      {"one GPU on each path, one needed", 1, 1, 2, 80, false, 1, {}, 1, {}},
      {"one GPU internally, dual GPU",
       1,
       8,
       2,
       22,
       true,  //
       1,
       {"OBSTACLE GPU_COUNT_NOT_OFFERED gpu_count 2/1"},
       2,
       {}},
      {"one GPU externally, dual GPU",
       2,
       1,
       2,
       22,
       true,  //
       2,
       {},
       1,
       {"OBSTACLE GPU_COUNT_NOT_OFFERED gpu_count 2/1"}},
      {"one GPU on each path, dual GPU, more memory than one has",
       1,
       1,
       2,
       81,
       true,  //
       1,
       {"OBSTACLE GPU_COUNT_NOT_OFFERED gpu_count 2/1", "OBSTACLE GPU_MEMORY_EXCEEDS_MAXIMUM gpu_memory_gb 81/80"},
       1,
       {"OBSTACLE GPU_COUNT_NOT_OFFERED gpu_count 2/1", "OBSTACLE GPU_MEMORY_EXCEEDS_MAXIMUM gpu_memory_gb 81/80"}},
      {"two GPUs externally, the memory of three",
       2,
       2,
       2,
       161,
       false,  //
       1,
       {"OBSTACLE GPU_MEMORY_EXCEEDS_MAXIMUM gpu_memory_gb 161/80"},  //
       2,
       {"OBSTACLE GPU_MEMORY_EXCEEDS_MAXIMUM gpu_memory_gb 161/160"}},
      {"dual GPU that is four GPUs", 4, 8, 4, 22, true, 4, {}, 4, {}},
      {"dual GPU that is four GPUs, three internally",
       3,
       8,
       4,
       22,
       true,  //
       3,
       {"OBSTACLE GPU_COUNT_NOT_OFFERED gpu_count 4/3"},
       4,
       {}},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.name);
    v1::WorkersAiSettings settings = Settings();
    settings.set_max_internal_gpus(test.max_internal);
    settings.set_max_external_gpus(test.max_external);
    settings.set_dual_gpu_count(test.dual_count);
    const GpuDemand demand = Demand("H100", test.gpu_memory_gb, test.dual_gpu);
    const GpuAllocation internal = AllocateInternal(demand, settings);
    EXPECT_EQ(internal.count, test.internal_count);
    EXPECT_THAT(FindingLines(internal.obstacles), testing::ElementsAreArray(test.internal));
    const GpuAllocation external = AllocateExternal(demand, settings);
    EXPECT_EQ(external.count, test.external_count);
    EXPECT_THAT(FindingLines(external.obstacles), testing::ElementsAreArray(test.external));
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

  Violations too_large;
  config = FromText<v1::WorkersAiConfig>(absl::StrCat("gpu_model: 'H100", std::string(509, ' '), "'"));
  SizeDemand(config, Settings(), "config", trace, too_large);
  EXPECT_THAT(ViolationLines(too_large), testing::ElementsAre("TOO_LARGE config.gpu_model"));
}

}  // namespace
}  // namespace berth
