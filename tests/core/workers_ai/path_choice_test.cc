#include "core/workers_ai/path_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/workers_ai/gpu_model.h"
#include "tests/core/edited_catalog.h"

namespace berth {
namespace {

constexpr auto kAutomatic = v1::WORKERS_AI_PATH_UNSPECIFIED;
constexpr auto kInternal = v1::WORKERS_AI_PATH_INTERNAL;
constexpr auto kExternal = v1::WORKERS_AI_PATH_EXTERNAL;

TEST(PathChoiceTest, TakesInternalCapacityWhereItHoldsTheModel) {
  const struct {
    const char* name;
    const char* type;
    int gpu_memory_gb;
    bool dual_gpu;
    PathWish wish;
    v1::WorkersAiPath chosen;
    bool feasible;
    v1::Reason other;
  } cases[] = {
      {"H100", "H100", 22, false, {kAutomatic}, kInternal, true, v1::REASON_LESS_PREFERRED},
      {"H100, two GPUs", "H100", 160, true, {kAutomatic}, kInternal, true, v1::REASON_LESS_PREFERRED},
      {"H100, more than two GPUs",
       "H100",
       170,
       true,
       {kAutomatic},
       kExternal,
       true,
       v1::REASON_GPU_MEMORY_EXCEEDS_MAXIMUM},
      {"H100, two GPUs that nobody asked for",
       "H100",
       100,
       false,
       {kAutomatic},
       kExternal,
       true,
       v1::REASON_GPU_MEMORY_EXCEEDS_MAXIMUM},
      {"H100, more than there is",
       "H100",
       641,
       false,
       {kAutomatic},
       kExternal,
       false,
       v1::REASON_GPU_MEMORY_EXCEEDS_MAXIMUM},
      {"H200", "H200", 22, false, {kAutomatic}, kExternal, true, v1::REASON_GPU_TYPE_NOT_OFFERED},
      {"L4", "L4", 22, false, {kAutomatic}, kInternal, true, v1::REASON_GPU_TYPE_NOT_OFFERED},
      {"L4, more than there is", "L4", 100, false, {kAutomatic}, kInternal, false, v1::REASON_GPU_TYPE_NOT_OFFERED},
      {"H100, asked externally", "H100", 22, false, {kExternal}, kExternal, true, v1::REASON_OTHER_PATH_REQUESTED},
      {"H200, asked internally", "H200", 22, false, {kInternal}, kInternal, false, v1::REASON_OTHER_PATH_REQUESTED},
      {"H100, pinned", "H100", 22, false, {kAutomatic, true}, kInternal, true, v1::REASON_PINNED_TO_INTERNAL},
      {"H100, pinned, more than internal capacity gives",
       "H100",
       100,
       false,
       {kAutomatic, true},
       kInternal,
       false,
       v1::REASON_PINNED_TO_INTERNAL},
      {"H200, pinned", "H200", 22, false, {kAutomatic, true}, kInternal, false, v1::REASON_PINNED_TO_INTERNAL},
      {"H200, pinned, asked externally",
       "H200",
       22,
       false,
       {kExternal, true},
       kExternal,
       true,
       v1::REASON_GPU_TYPE_NOT_OFFERED},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.name);
    const v1::WorkersAiSettings& settings = DefaultIndex().catalog().workers_ai();
    GpuDemand demand;
    demand.type = FindGpuType(test.type, settings);
    demand.gpu_memory_gb = test.gpu_memory_gb;
    demand.dual_gpu = test.dual_gpu;
    DecisionTrace trace(nullptr);
    const PathChoice choice = ChoosePath(demand, test.wish, settings, trace);
    EXPECT_EQ(choice.chosen.path, test.chosen);
    EXPECT_EQ(!HasObstacle(choice.chosen.findings), test.feasible);
    ASSERT_FALSE(choice.other.findings.empty());
    EXPECT_EQ(choice.other.findings[0].reason(), test.other);
  }
}

TEST(PathChoiceTest, ShowsThePathThatGivesMoreGpusWhereNoneHoldsTheModel) {
  v1::WorkersAiSettings settings = DefaultIndex().catalog().workers_ai();
  settings.set_max_external_gpus(1);
  GpuDemand demand;
  demand.type = FindGpuType("H100", settings);
  demand.gpu_memory_gb = 170;
  demand.dual_gpu = true;
  DecisionTrace trace(nullptr);
  EXPECT_EQ(ChoosePath(demand, {}, settings, trace).chosen.path, kInternal);
  settings.set_max_external_gpus(2);
  EXPECT_EQ(ChoosePath(demand, {}, settings, trace).chosen.path, kExternal);
}

TEST(PathChoiceTest, CountsAndPathsAreThoseThatHoldTheModel) {
  v1::WorkersAiSettings settings = DefaultIndex().catalog().workers_ai();
  settings.set_max_external_gpus(1);
  GpuDemand demand;
  demand.type = FindGpuType("H100", settings);
  demand.gpu_memory_gb = 22;
  demand.dual_gpu = true;
  DecisionTrace trace(nullptr);
  const v1::WorkersAiHardware hardware = HardwareOf(demand, ChoosePath(demand, {}, settings, trace));
  EXPECT_EQ(hardware.gpu_count(), 2);
  EXPECT_THAT(hardware.paths(), testing::ElementsAre(kInternal));
}

}  // namespace
}  // namespace berth
