#include "core/workers_ai/counterpart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/hardware/resolve_hardware.h"
#include "tests/core/edited_catalog.h"

namespace berth {
namespace {

v1::ResolveHardwareResponse Resolve(const char* request) {
  v1::ResolveHardwareResponse response;
  const absl::Status status = ResolveHardware(DefaultIndex(), FromText<v1::ResolveHardwareRequest>(request), response);
  EXPECT_TRUE(status.ok()) << status;
  return response;
}

TEST(CounterpartTest, FromASkuToWorkersAi) {
  const struct {
    const char* request;
    const char* gpu_type;  // Null: no counterpart.
    int count;
    int gpu_memory_gb;
    std::vector<int> paths;
  } cases[] = {
      {R"(sku: "gpu-h100")", "H100", 1, 80, {v1::WORKERS_AI_PATH_INTERNAL, v1::WORKERS_AI_PATH_EXTERNAL}},
      {R"(sku: "gpu-h100-2x")", "H100", 2, 160, {v1::WORKERS_AI_PATH_INTERNAL, v1::WORKERS_AI_PATH_EXTERNAL}},
      {R"(sku: "gpu-8x-h100")", "H100", 8, 640, {v1::WORKERS_AI_PATH_EXTERNAL}},
      {R"(compute_unit { compute_unit: "gpu-h200" compute_units_per_instance: 4 })",
       "H200",
       4,
       564,
       {v1::WORKERS_AI_PATH_EXTERNAL}},
      {R"(sku: "gpu-t4")", nullptr, 0, 0, {}},
      {R"(sku: "gpu-a100")", nullptr, 0, 0, {}},
      {R"(sku: "gpu-a100-80g")", nullptr, 0, 0, {}},
      {R"(sku: "gpu-l40s")", nullptr, 0, 0, {}},
      {R"(sku: "cpu")", nullptr, 0, 0, {}},
  };
  for (const auto& [request, gpu_type, count, gpu_memory_gb, paths] : cases) {
    SCOPED_TRACE(request);
    const v1::ResolveHardwareResponse response = Resolve(request);
    ASSERT_EQ(response.has_workers_ai(), gpu_type != nullptr);
    if (gpu_type == nullptr) {
      EXPECT_EQ(response.diagnostics(0).reason(), v1::REASON_NO_COUNTERPART);
      continue;
    }
    EXPECT_EQ(response.workers_ai().gpu_type(), gpu_type);
    EXPECT_EQ(response.workers_ai().gpu_count(), count);
    EXPECT_EQ(response.workers_ai().config().gpu_memory(), gpu_memory_gb);
    EXPECT_THAT(response.workers_ai().paths(), testing::ElementsAreArray(paths));
    // Asking for the configuration gets the hardware back.
    v1::ResolveHardwareRequest back;
    *back.mutable_workers_ai() = response.workers_ai().config();
    v1::ResolveHardwareResponse again;
    ASSERT_TRUE(ResolveHardware(DefaultIndex(), back, again).ok());
    EXPECT_EQ(again.workers_ai().gpu_count(), count);
    EXPECT_EQ(again.workers_ai().gpu_type(), gpu_type);
  }
}

TEST(CounterpartTest, FromAConfigurationToSkus) {
  const v1::ResolveHardwareResponse response =
      Resolve(R"(workers_ai { gpu_memory: 100 gpu_model: "NVIDIA H100" } max_candidates: 1000 explain: true)");
  EXPECT_EQ(response.workers_ai().gpu_count(), 2);
  EXPECT_THAT(response.workers_ai().paths(), testing::ElementsAre(v1::WORKERS_AI_PATH_EXTERNAL));
  ASSERT_FALSE(response.candidates().empty());
  int same_gpu = 0;
  for (const v1::Alternative& candidate : response.candidates()) {
    EXPECT_GE(candidate.hardware().total_gpu_memory_gb(), 100);
    EXPECT_TRUE(candidate.hardware().availability().available_for_models());
    EXPECT_EQ(candidate.excess_gpu_memory_gb(), candidate.hardware().total_gpu_memory_gb() - 100);
    EXPECT_EQ(candidate.same_gpu(), candidate.hardware().compute_unit() == "gpu-h100");
    same_gpu += candidate.same_gpu();
  }
  EXPECT_EQ(same_gpu, 3);
  // 8 x T4 is the cheapest with 100 GB.
  EXPECT_EQ(response.candidates(0).hardware().sku(), "gpu-8x-t4");
  EXPECT_EQ(response.explanation().candidates_considered(), 57);
  EXPECT_EQ(response.explanation().candidates_size(), 57);
  int left_out = 0;
  for (const v1::Candidate& row : response.explanation().candidates()) {
    EXPECT_EQ(row.chosen(), row.findings().empty());
    left_out += !row.chosen();
  }
  EXPECT_EQ(left_out + response.candidates_size(), 57);
}

TEST(CounterpartTest, SaysWhenNothingHoldsIt) {
  const v1::ResolveHardwareResponse response = Resolve(R"(workers_ai { gpu_memory: 2000 })");
  EXPECT_TRUE(response.workers_ai().paths().empty());
  EXPECT_TRUE(response.candidates().empty());
  EXPECT_EQ(response.diagnostics(0).reason(), v1::REASON_GPU_MEMORY_EXCEEDS_MAXIMUM);
}

}  // namespace
}  // namespace berth
