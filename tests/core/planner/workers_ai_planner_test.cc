#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/planner/planner.h"
#include "tests/core/lines.h"
#include "tests/core/planner/plans.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

// A request for one model with these properties; `rest` are further fields of the `WorkersAiWorkload`.
v1::PlanPlacementRequest ModelRequest(absl::string_view config, absl::string_view rest = "") {
  return FromText<v1::PlanPlacementRequest>(absl::StrCat(
      "workers_ai { model_id: '@cf/meta/llama' image: 'acme/llama:1' config { ", config, " } ", rest, " }"));
}

std::string PathText(const v1::WorkersAiHardware& hardware) {
  return absl::StrJoin(hardware.paths(), "+", [](std::string* out, int path) {
    absl::StrAppend(out, path == v1::WORKERS_AI_PATH_INTERNAL ? "internal" : "external");
  });
}

// `2 x H100 internal`.
std::string HardwareLine(const v1::PlanPlacementResponse& plan) {
  return absl::StrCat(plan.workers_ai().gpu_count(), " x ", plan.workers_ai().gpu_type(), " ",
                      PathText(plan.workers_ai()));
}

// `2 x H100 internal+external, 60 GB over, same, dual`.
Lines InsteadOf(const v1::PlanPlacementResponse& plan) {
  Lines lines;
  for (const v1::Alternative& alternative : plan.alternatives()) {
    const v1::WorkersAiHardware& hardware = alternative.workers_ai();
    EXPECT_FALSE(alternative.has_hardware());
    lines.push_back(absl::StrCat(hardware.gpu_count(), " x ", hardware.gpu_type(), " ", PathText(hardware), ", ",
                                 alternative.excess_gpu_memory_gb(), " GB over", alternative.same_gpu() ? ", same" : "",
                                 hardware.config().dual_gpu() ? ", dual" : ""));
  }
  return lines;
}

std::shared_ptr<const CatalogIndex> CatalogWithSettings(const char* settings) {
  return CatalogWith([&](v1::Catalog& catalog) {
    catalog.mutable_workers_ai()->MergeFrom(FromText<v1::WorkersAiSettings>(settings));
  });
}

TEST(WorkersAiPlanTest, DualGpuNeverGetsFewerGpusInSilence) {
  const struct {
    const char* name;
    const char* maxima;
    const char* path;
    v1::Outcome outcome;
    const char* hardware;
    Lines obstacles;
  } cases[] = {
      {"one GPU internally",
       "max_internal_gpus: 1",
       "path: WORKERS_AI_PATH_INTERNAL",
       v1::OUTCOME_INFEASIBLE,
       "1 x H100 internal",
       {"OBSTACLE GPU_COUNT_NOT_OFFERED gpu_count 2/1"}},
      {"one GPU externally",
       "max_external_gpus: 1",
       "path: WORKERS_AI_PATH_EXTERNAL",
       v1::OUTCOME_INFEASIBLE,
       "1 x H100 external",
       {"OBSTACLE GPU_COUNT_NOT_OFFERED gpu_count 2/1"}},
      {"one GPU on either",
       "max_internal_gpus: 1 max_external_gpus: 1",
       "",
       v1::OUTCOME_INFEASIBLE,
       "1 x H100 external",
       {"OBSTACLE GPU_COUNT_NOT_OFFERED gpu_count 2/1"}},
      {"one GPU internally, any path", "max_internal_gpus: 1", "", v1::OUTCOME_FEASIBLE, "2 x H100 external", {}},
      {"one GPU externally, any path", "max_external_gpus: 1", "", v1::OUTCOME_FEASIBLE, "2 x H100 internal", {}},
      {"four GPUs for two",
       "dual_gpu_count: 4 max_internal_gpus: 4",
       "",
       v1::OUTCOME_FEASIBLE,
       "4 x H100 internal",
       {}},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.name);
    const auto catalog = CatalogWithSettings(test.maxima);
    const v1::PlanPlacementResponse plan = Plan(ModelRequest("dual_gpu: true", test.path), *catalog);
    EXPECT_EQ(plan.outcome(), test.outcome);
    EXPECT_EQ(HardwareLine(plan), test.hardware);
    EXPECT_THAT(FindingLines(plan.obstacles()), ElementsAreArray(test.obstacles));
  }
}

TEST(WorkersAiPlanTest, ConstraintsKeepAModelOnInternalCapacity) {
  const struct {
    const char* name;
    const char* config;
    const char* rest;
    const char* hardware;
    Lines obstacles;
    Lines exclusions;
  } cases[] = {
      {"H200 in a region",
       R"(gpu_model: "H200" colo_region: "WEUR")",
       "",
       "1 x H200 internal",
       {"OBSTACLE GPU_TYPE_NOT_OFFERED H200"},
       {"GPU_TYPE_NOT_OFFERED 1", "PINNED_TO_INTERNAL 1"}},
      {"too large for the GPU, in a PoP",
       R"(gpu_memory: 100 colo_pops: "ams")",
       "",
       "1 x H100 internal",
       {"OBSTACLE GPU_MEMORY_EXCEEDS_MAXIMUM gpu_memory_gb 100/80"},
       {"GPU_MEMORY_EXCEEDS_MAXIMUM 1", "PINNED_TO_INTERNAL 1"}},
      {"too large for two GPUs, in a tier",
       R"(gpu_memory: 161 dual_gpu: true colo_tier: "1")",
       "",
       "2 x H100 internal",
       {"OBSTACLE GPU_MEMORY_EXCEEDS_MAXIMUM gpu_memory_gb 161/160"},
       {"GPU_MEMORY_EXCEEDS_MAXIMUM 1", "PINNED_TO_INTERNAL 1"}},
      {"too large for either, in a tier",
       R"(gpu_memory: 641 colo_tier: "1")",
       "",
       "1 x H100 internal",
       {"OBSTACLE GPU_MEMORY_EXCEEDS_MAXIMUM gpu_memory_gb 641/80"},
       {"GPU_MEMORY_EXCEEDS_MAXIMUM 2", "PINNED_TO_INTERNAL 1"}},
      {"fits, in a region", R"(colo_region: "WEUR")", "", "1 x H100 internal", {}, {"PINNED_TO_INTERNAL 1"}},
      {"asked externally, in a region",
       R"(gpu_model: "H200" colo_region: "WEUR")",
       "path: WORKERS_AI_PATH_EXTERNAL",
       "1 x H200 external",
       {},
       {"GPU_TYPE_NOT_OFFERED 1", "OTHER_PATH_REQUESTED 1"}},
      {"too large, with empty lists",
       R"(gpu_memory: 100 colo_pops: "" colo_region: " " colo_tier: ",")",
       "",
       "2 x H100 external",
       {},
       {"GPU_MEMORY_EXCEEDS_MAXIMUM 1"}},
      {"too large, blacklisted",
       R"(gpu_memory: 100 blacklisted_colos: "ams")",
       "",
       "2 x H100 external",
       {},
       {"GPU_MEMORY_EXCEEDS_MAXIMUM 1"}},
      {"too large, in tiger mode",
       "gpu_memory: 100",
       "tiger_mode: true",
       "2 x H100 external",
       {},
       {"GPU_MEMORY_EXCEEDS_MAXIMUM 1"}},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.name);
    const v1::PlanPlacementResponse plan = Plan(ModelRequest(test.config, test.rest));
    EXPECT_EQ(HardwareLine(plan), test.hardware);
    EXPECT_THAT(FindingLines(plan.obstacles()), ElementsAreArray(test.obstacles));
    EXPECT_EQ(plan.outcome(), test.obstacles.empty() ? v1::OUTCOME_FEASIBLE : v1::OUTCOME_INFEASIBLE);
    EXPECT_THAT(CountLines(plan.exclusions()), ElementsAreArray(test.exclusions));
  }
}

constexpr char kColos[] = R"(colos { pop: "ams" region: "WEUR" tier: 1 } colos { pop: "sjc" region: "WNAM" tier: 1 })";

TEST(WorkersAiPlanTest, AnExclusionCountsEveryReasonOfAPath) {
  const auto catalog = CatalogWithSettings(kColos);
  const v1::PlanPlacementResponse plan =
      Plan(ModelRequest(R"(gpu_memory: 641 colo_region: "WEUR" colo_pops: "sjc")", "path: WORKERS_AI_PATH_EXTERNAL"),
           *catalog);
  EXPECT_THAT(CountLines(plan.exclusions()),
              ElementsAre("GPU_MEMORY_EXCEEDS_MAXIMUM 2", "NO_COLO_SATISFIES 1", "OTHER_PATH_REQUESTED 1"));
}

struct AlternativesCase {
  const char* name;
  const char* config;
  const char* rest;
  const char* settings;
  Lines alternatives;
};

const AlternativesCase kAlternatives[] = {
    {"a feasible plan", "", "", "", {}},
    {"H200 in a region",
     R"(gpu_model: "H200" colo_region: "WEUR")",
     "",
     "",
     {"1 x H200 external, 119 GB over, same", "1 x L4 internal, 2 GB over", "1 x H100 internal+external, 58 GB over"}},
    {"100 GB in a region",
     R"(gpu_memory: 100 colo_region: "WEUR")",
     "",
     "",
     {"2 x H100 external, 60 GB over, same", "2 x H100 internal+external, 60 GB over, same, dual",
      "1 x H200 external, 41 GB over"}},
    {"100 GB, asked internally",
     "gpu_memory: 100",
     "path: WORKERS_AI_PATH_INTERNAL",
     "",
     {"2 x H100 external, 60 GB over, same", "2 x H100 internal+external, 60 GB over, same, dual",
      "1 x H200 external, 41 GB over"}},
    {"L4, asked externally",
     R"(gpu_model: "L4")",
     "path: WORKERS_AI_PATH_EXTERNAL",
     "",
     {"1 x L4 internal, 2 GB over, same", "1 x H100 internal+external, 58 GB over", "1 x H200 external, 119 GB over"}},
    {"25 GB on L4",
     R"(gpu_model: "L4" gpu_memory: 25)",
     "",
     "",
     {"2 x L4 internal, 23 GB over, same, dual", "1 x H100 internal+external, 55 GB over",
      "1 x H200 external, 116 GB over"}},
    {"100 GB on L4",
     R"(gpu_model: "L4" gpu_memory: 100)",
     "",
     "",
     {"1 x H200 external, 41 GB over", "2 x H100 external, 60 GB over",
      "2 x H100 internal+external, 60 GB over, dual"}},
    {"dual GPU stays dual GPU",
     R"(gpu_model: "L4" gpu_memory: 50 dual_gpu: true)",
     "",
     "",
     {"2 x H100 internal+external, 110 GB over, dual", "2 x H200 external, 232 GB over, dual"}},
    {"more than eight H100 have", "gpu_memory: 641", "", "", {"5 x H200 external, 64 GB over"}},
    {"more than anything has", "gpu_memory: 1129", "", "", {}},
    {"two GPUs where one is given", "dual_gpu: true", "", "max_internal_gpus: 1 max_external_gpus: 1", {}},
    {"no colo",
     R"(colo_region: "WEUR" colo_pops: "sjc")",
     "",
     kColos,
     {"1 x H100 external, 58 GB over, same", "1 x H200 external, 119 GB over"}},
    {"tiger mode without such a tier",
     "",
     "tiger_mode: true",
     kColos,
     {"1 x H100 external, 58 GB over, same", "2 x H100 internal+external, 138 GB over, same, dual",
      "2 x L4 internal, 26 GB over, dual", "1 x H200 external, 119 GB over"}},
};

TEST(WorkersAiAlternativesTest, AreTheSameGpuAndThenTheSmallestThatHold) {
  for (const AlternativesCase& test : kAlternatives) {
    SCOPED_TRACE(test.name);
    const auto catalog = CatalogWithSettings(test.settings);
    const v1::PlanPlacementResponse plan = Plan(ModelRequest(test.config, test.rest), *catalog);
    EXPECT_THAT(InsteadOf(plan), ElementsAreArray(test.alternatives));
  }
}

// The model with an alternative's properties, on one of its paths.
v1::PlanPlacementRequest WithHardware(v1::PlanPlacementRequest request, const v1::WorkersAiHardware& hardware,
                                      int path) {
  request.mutable_workers_ai()->mutable_config()->MergeFrom(hardware.config());
  request.mutable_workers_ai()->set_path(static_cast<v1::WorkersAiPath>(path));
  return request;
}

TEST(WorkersAiAlternativesTest, EachIsFeasibleOnEachOfItsPaths) {
  for (const AlternativesCase& test : kAlternatives) {
    const auto catalog = CatalogWithSettings(test.settings);
    const v1::PlanPlacementRequest request =
        ModelRequest(absl::StrCat(test.config, " cpu_memory: 7 vcpu: 1.5 "), test.rest);
    const v1::PlanPlacementResponse infeasible = Plan(request, *catalog);
    for (const v1::Alternative& alternative : infeasible.alternatives()) {
      const v1::WorkersAiHardware& hardware = alternative.workers_ai();
      for (const int path : hardware.paths()) {
        SCOPED_TRACE(absl::StrCat(test.name, ": ", hardware.ShortDebugString()));
        const v1::PlanPlacementResponse plan = Plan(WithHardware(request, hardware, path), *catalog);
        EXPECT_EQ(plan.outcome(), v1::OUTCOME_FEASIBLE);
        EXPECT_EQ(plan.workers_ai().gpu_type(), hardware.gpu_type());
        EXPECT_EQ(plan.workers_ai().gpu_count(), hardware.gpu_count());
        EXPECT_EQ(plan.workers_ai().cpu_memory_gb(), 7);
      }
    }
  }
}

TEST(WorkersAiAlternativesTest, AreBounded) {
  v1::PlanPlacementRequest request = ModelRequest("gpu_memory: 100", "path: WORKERS_AI_PATH_INTERNAL");
  request.set_max_candidates(1);
  EXPECT_THAT(InsteadOf(Plan(request)), ElementsAre("2 x H100 external, 60 GB over, same"));
}

TEST(WorkersAiPlanTest, AnUnsetVariableIsAnEmptyOneInEitherDocument) {
  for (const char* path : {"WORKERS_AI_PATH_INTERNAL", "WORKERS_AI_PATH_EXTERNAL"}) {
    SCOPED_TRACE(path);
    const v1::PlanPlacementResponse plan = Plan(ModelRequest("", absl::StrCat("env { name: 'A' } path: ", path)));
    const bool internal = plan.has_cloudchamber();
    const auto& application = plan.cloudchamber().application().configuration();
    const v1::ExternalModelSpec& spec = plan.external_model().model().spec();
    ASSERT_EQ(internal ? application.environment_variables_size() : spec.env_size(), 1);
    EXPECT_TRUE(internal ? application.environment_variables(0).has_value() : spec.env(0).has_value());
  }
}

TEST(WorkersAiPlanTest, NoDocumentAsksForLessCpuThanTheModel) {
  const struct {
    const char* vcpu;
    const char* quantity;
  } cases[] = {
      {"0.001", "1m"},  {"0.0014", "2m"},    {"0.0016", "2m"}, {"1", "1"},      {"1.1", "1100m"},
      {"2.3", "2300m"}, {"4.0001", "4001m"}, {"0.1", "100m"},  {"0.07", "70m"},
  };
  for (const auto& [vcpu, quantity] : cases) {
    SCOPED_TRACE(vcpu);
    const v1::PlanPlacementResponse plan =
        Plan(ModelRequest(absl::StrCat("vcpu: ", vcpu), "path: WORKERS_AI_PATH_EXTERNAL"));
    const auto& limits = plan.external_model().model().spec().resources().limits();
    EXPECT_EQ(limits.at("cpu"), quantity);
  }
}

}  // namespace
}  // namespace berth
