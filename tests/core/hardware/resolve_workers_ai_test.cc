// From one platform's hardware to the other's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "core/hardware/resolve_hardware.h"
#include "core/planner/planner.h"
#include "core/wire/wire.h"
#include "tests/core/edited_catalog.h"
#include "tests/core/hardware/resolutions.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ResolveWorkersAiTest, ACatalogWithoutWorkersAiHasNoWordForIt) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) { catalog.clear_workers_ai(); });
  const absl::Status status = Refuse("workers_ai { gpu_memory: 22 }", *catalog);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(ViolationLines(status), ElementsAre("PLATFORM_NOT_IN_CATALOG workers_ai"));
  const v1::ResolveHardwareResponse response = Resolve("sku: 'gpu-t4'", *catalog);
  EXPECT_THAT(FindingLines(response.diagnostics()), IsEmpty());
  EXPECT_FALSE(response.has_workers_ai());
}

struct CounterpartCase {
  absl::string_view sku;
  // Empty: there is none.
  absl::string_view workers_ai;
};

const CounterpartCase kCounterparts[] = {
    {"gpu-h100", R"({"gpuType":"H100","gpuCount":1,"gpuMemoryGb":80,"cpuMemoryGb":80,)"
                 R"("paths":["WORKERS_AI_PATH_INTERNAL","WORKERS_AI_PATH_EXTERNAL"],)"
                 R"("config":{"gpu_memory":80,"gpu_model":"NVIDIA H100"}})"},
    {"gpu-2x-h100", R"({"gpuType":"H100","gpuCount":2,"gpuMemoryGb":160,"cpuMemoryGb":160,)"
                    R"("paths":["WORKERS_AI_PATH_INTERNAL","WORKERS_AI_PATH_EXTERNAL"],)"
                    R"("config":{"gpu_memory":160,"dual_gpu":true,"gpu_model":"NVIDIA H100"}})"},
    {"gpu-8x-h200", R"({"gpuType":"H200","gpuCount":8,"gpuMemoryGb":1128,"cpuMemoryGb":1128,)"
                    R"("paths":["WORKERS_AI_PATH_EXTERNAL"],)"
                    R"("config":{"gpu_memory":1128,"gpu_model":"NVIDIA H200"}})"},
    {"gpu-t4", ""},
    {"gpu-a100-80g", ""},
    {"gpu-l40s", ""},
    {"cpu", ""},
};

TEST(ResolveWorkersAiTest, ASkuHasItsCounterpartOnWorkersAiOrSaysThatThereIsNone) {
  for (const CounterpartCase& row : kCounterparts) {
    SCOPED_TRACE(std::string(row.sku));
    const v1::ResolveHardwareResponse response = Resolve(absl::StrCat("sku: '", row.sku, "'"));
    EXPECT_EQ(response.has_workers_ai() ? ToJson(response.workers_ai()) : "", row.workers_ai);
    const Lines lines = FindingLines(response.diagnostics());
    EXPECT_EQ(std::count(lines.begin(), lines.end(), absl::StrCat("INFO NO_COUNTERPART ", row.sku)),
              row.workers_ai.empty() ? 1 : 0);
  }
}

struct ConfigCase {
  absl::string_view name;
  absl::string_view config;
  absl::string_view gpu_type;
  int gpu_count;
  int gpu_memory_gb;
  // Compute unit with the same GPU; empty where there is none.
  absl::string_view same_unit;
};

constexpr ConfigCase kConfigCases[] = {
    {"defaults", "", "H100", 1, 22, "gpu-h100"},
    {"two GPUs", "dual_gpu: true gpu_memory: 150", "H100", 2, 150, "gpu-h100"},
    {"memory of two", "gpu_model: 'H200' gpu_memory: 142", "H200", 2, 142, "gpu-h200"},
    {"L4", "gpu_model: 'nvidia l4' gpu_memory: 24", "L4", 1, 24, ""},
};

// Every candidate is available and holds the memory; cheapest first, and those without a price behind them.
void ExpectHolding(const v1::ResolveHardwareResponse& response, const ConfigCase& row) {
  int64_t last_price = 0;
  int same = 0;
  for (const v1::Alternative& candidate : response.candidates()) {
    const v1::Hardware& hardware = candidate.hardware();
    SCOPED_TRACE(hardware.sku());
    EXPECT_GE(candidate.excess_gpu_memory_gb(), 0);
    EXPECT_EQ(candidate.excess_gpu_memory_gb(), hardware.total_gpu_memory_gb() - row.gpu_memory_gb);
    EXPECT_TRUE(hardware.availability().available_for_models());
    EXPECT_EQ(candidate.same_gpu(), hardware.compute_unit() == row.same_unit);
    const int64_t price = hardware.has_price() ? hardware.price().nano_usd_per_second() : INT64_MAX;
    EXPECT_GE(price, last_price);
    last_price = price;
    same += candidate.same_gpu() ? 1 : 0;
  }
  EXPECT_EQ(same > 0, !row.same_unit.empty());
}

TEST(ResolveWorkersAiTest, AWorkersAiConfigurationHasItsHardwareAndTheSkusThatHoldIt) {
  for (const ConfigCase& row : kConfigCases) {
    SCOPED_TRACE(std::string(row.name));
    const v1::ResolveHardwareResponse response = Resolve(absl::StrCat("workers_ai { ", row.config, " }"));
    EXPECT_EQ(response.workers_ai().gpu_type(), row.gpu_type);
    EXPECT_EQ(response.workers_ai().gpu_count(), row.gpu_count);
    EXPECT_EQ(response.workers_ai().gpu_memory_gb(), row.gpu_memory_gb);
    EXPECT_GT(response.candidates_size(), 3);
    ExpectHolding(response, row);
  }
}

// What a plan says of a configuration, under the name of the resolution's field.
Lines RefusedByPlan(const std::string& config) {
  v1::PlanPlacementResponse plan;
  const auto request = FromText<v1::PlanPlacementRequest>(
      absl::StrCat("workers_ai { model_id: '@cf/meta/llama' image: 'a/b' config { ", config, " } }"));
  Lines lines = MessageLines(PlanPlacement(DefaultIndex(), request, plan));
  for (std::string& line : lines) absl::StrReplaceAll({{"workers_ai.config.", "workers_ai."}}, &line);
  return lines;
}

TEST(ResolveWorkersAiTest, RefusesWhatAPlanRefuses) {
  const std::string configs[] = {
      "gpu_memory: 0",
      "gpu_memory: -1",
      "gpu_memory: 1000001",
      "cpu_memory: 0",
      "vcpu: -1",
      "vcpu: 0",
      "vcpu: nan",
      "vcpu: inf",
      "vcpu: 1001",
      "gpu_model: 'L40S'",
      "gpu_model: 'H100:8'",
      "colo_tier: 'x'",
      "colo_tier: '+1'",
      "colo_region: 'XX'",
      "colo_pops: 'ams fra'",
      "blacklisted_colos: 'ams fra'",
      "scheduling_priority: -1",
      "scheduling_priority: 1000001",
      "gpu_memory: 0 cpu_memory: 0 vcpu: -1 gpu_model: '' colo_tier: '0' colo_region: 'XX' colo_pops: 'a' "
      "blacklisted_colos: ';' scheduling_priority: -1",
  };
  for (const std::string& config : configs) {
    SCOPED_TRACE(config);
    const Lines lines = MessageLines(Refuse(absl::StrCat("workers_ai { ", config, " }")));
    EXPECT_THAT(lines, testing::Not(IsEmpty()));
    EXPECT_THAT(lines, testing::ElementsAreArray(RefusedByPlan(config)));
  }
}

TEST(ResolveWorkersAiTest, SaysWhatItLeavesOutOfLists) {
  EXPECT_THAT(FindingLines(Resolve("workers_ai { colo_tier: '1,01' colo_pops: '' }").diagnostics()),
              ElementsAre("WARNING LIST_ENTRY_IGNORED colo_tier", "WARNING LIST_EMPTY colo_pops"));
}

TEST(ResolveWorkersAiTest, TheConfigurationAsksForTheSameHardwareAgain) {
  const struct {
    absl::string_view config;
    absl::string_view again;
  } cases[] = {
      {"", R"({"gpu_memory":22,"gpu_model":"NVIDIA H100"})"},
      {"cpu_memory: 9", R"({"gpu_memory":22,"cpu_memory":9,"gpu_model":"NVIDIA H100"})"},
      {"cpu_memory: 22", R"({"gpu_memory":22,"cpu_memory":22,"gpu_model":"NVIDIA H100"})"},
      {"vcpu: 0.5", R"({"gpu_memory":22,"vcpu":0.5,"gpu_model":"NVIDIA H100"})"},
      {"gpu_memory: 142 gpu_model: 'h200' dual_gpu: true cpu_memory: 64 vcpu: 12",
       R"({"gpu_memory":142,"cpu_memory":64,"vcpu":12,"dual_gpu":true,"gpu_model":"NVIDIA H200"})"},
      {"dual_gpu: false", R"({"gpu_memory":22,"gpu_model":"NVIDIA H100"})"},
      {"gpu_memory: 5000 cpu_memory: 1", R"({"gpu_memory":5000,"cpu_memory":1,"gpu_model":"NVIDIA H100"})"},
      // What does not matter to hardware.
      {"colo_tier: '1' colo_region: 'WEUR' colo_pops: 'ams' blacklisted_colos: 'fra' scheduling_priority: 7 "
       "allowed_accounts: 'a' is_private: true",
       R"({"gpu_memory":22,"gpu_model":"NVIDIA H100"})"},
  };
  for (const auto& [config, again] : cases) {
    SCOPED_TRACE(std::string(config));
    const v1::WorkersAiHardware hardware = Resolve(absl::StrCat("workers_ai { ", config, " }")).workers_ai();
    EXPECT_EQ(ToJson(hardware.config()), again);
    v1::ResolveHardwareRequest request;
    *request.mutable_workers_ai() = hardware.config();
    v1::ResolveHardwareResponse response;
    ASSERT_TRUE(ResolveHardware(DefaultIndex(), request, response).ok());
    EXPECT_EQ(ToJson(response.workers_ai()), ToJson(hardware));
  }
}

TEST(ResolveWorkersAiTest, TheCountIsThatOfThePathsThatHoldTheModel) {
  const auto one_externally =
      CatalogWith([](v1::Catalog& catalog) { catalog.mutable_workers_ai()->set_max_external_gpus(1); });
  const v1::ResolveHardwareResponse internal = Resolve("workers_ai { dual_gpu: true }", *one_externally);
  EXPECT_EQ(internal.workers_ai().gpu_count(), 2);
  EXPECT_THAT(internal.workers_ai().paths(), ElementsAre(v1::WORKERS_AI_PATH_INTERNAL));
  EXPECT_THAT(FindingLines(internal.diagnostics()), IsEmpty());
  const auto one_anywhere = CatalogWith([](v1::Catalog& catalog) {
    catalog.mutable_workers_ai()->set_max_internal_gpus(1);
    catalog.mutable_workers_ai()->set_max_external_gpus(1);
  });
  const v1::ResolveHardwareResponse none = Resolve("workers_ai { dual_gpu: true }", *one_anywhere);
  EXPECT_THAT(none.workers_ai().paths(), IsEmpty());
  EXPECT_THAT(FindingLines(none.diagnostics()), ElementsAre("OBSTACLE GPU_COUNT_NOT_OFFERED gpu_count 2/1"));
  EXPECT_FALSE(Resolve("sku: 'gpu-2x-h100'", *one_anywhere).has_workers_ai());
}

}  // namespace
}  // namespace berth
