#include "core/workers_ai/colos.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/edited_catalog.h"

namespace berth {
namespace {

v1::WorkersAiSettings ThreeColos() {
  v1::WorkersAiSettings settings = DefaultIndex().catalog().workers_ai();
  settings.MergeFrom(FromText<v1::WorkersAiSettings>(R"(
    colos { pop: "ams" region: "WEUR" tier: 1 }
    colos { pop: "lis" region: "WEUR" tier: 3 }
    colos { pop: "sjc" region: "WNAM" tier: 1 }
  )"));
  return settings;
}

ColoConstraints Constraints(const char* config, const v1::WorkersAiSettings& settings) {
  Violations violations;
  Findings diagnostics;
  return ParseConstraints(FromText<v1::WorkersAiConfig>(config), settings, "config", violations, diagnostics);
}

std::vector<std::string> Pops(const char* config, Findings& findings) {
  std::vector<std::string> pops;
  const v1::WorkersAiSettings settings = ThreeColos();
  for (const v1::WorkersAiColo* colo : MatchColos(Constraints(config, settings), settings, findings)) {
    pops.push_back(colo->pop());
  }
  return pops;
}

TEST(ColosTest, MatchesColos) {
  const struct {
    const char* name;
    const char* config;
    std::vector<std::string> pops;
    int obstacles;
    int warnings;
  } cases[] = {
      {"no constraint", "", {"ams", "lis", "sjc"}, 0, 0},
      {"a region", R"(colo_region: "WEUR")", {"ams", "lis"}, 0, 0},
      {"a region and a tier", R"(colo_region: "WEUR" colo_tier: "3")", {"lis"}, 0, 0},
      {"a pair that no colo has", R"(colo_region: "WNAM" colo_tier: "3")", {}, 1, 0},
      {"a PoP outside the region", R"(colo_region: "WNAM" colo_pops: "ams")", {}, 1, 0},
      {"a tier that the PoP is not in", R"(colo_tier: "3" colo_pops: "ams")", {}, 1, 0},
      {"one PoP of two", R"(colo_region: "WNAM" colo_pops: "ams,sjc")", {"sjc"}, 0, 1},
      {"an unknown PoP", R"(colo_pops: "xxx")", {}, 1, 0},
  };
  for (const auto& [name, config, pops, obstacles, warnings] : cases) {
    SCOPED_TRACE(name);
    Findings findings;
    EXPECT_EQ(Pops(config, findings), pops);
    int found_obstacles = 0;
    for (const v1::Finding& finding : findings) found_obstacles += finding.severity() == v1::SEVERITY_OBSTACLE;
    EXPECT_EQ(found_obstacles, obstacles);
    EXPECT_EQ(findings.size() - found_obstacles, warnings);
  }
}

TEST(ColosTest, TigerModePinsOneGpuWithoutConstraints) {
  const struct {
    const char* name;
    bool tiger_mode;
    int gpus;
    bool clamped;
    const char* config;
    std::vector<int> tiers;
    bool pinned;
  } cases[] = {
      {"tiger mode", true, 1, false, "", {3}, true},
      {"no tiger mode", false, 1, false, "", {}, false},
      {"two GPUs", true, 2, false, "", {}, false},
      {"two GPUs, of which it gets one", true, 1, true, "", {}, false},
      {"a tier of its own", true, 1, false, R"(colo_tier: "1")", {1}, false},
      {"a region of its own", true, 1, false, R"(colo_region: "WEUR")", {}, false},
      {"PoPs of its own", true, 1, false, R"(colo_pops: "ams")", {}, false},
      {"an empty list", true, 1, false, R"(colo_tier: "")", {3}, true},
      {"a blacklist", true, 1, false, R"(blacklisted_colos: "ams")", {3}, true},
  };
  const v1::WorkersAiSettings settings = ThreeColos();
  for (const auto& test : cases) {
    SCOPED_TRACE(test.name);
    v1::WorkersAiWorkload workload;
    workload.set_tiger_mode(test.tiger_mode);
    GpuAllocation gpus;
    gpus.count = test.gpus;
    gpus.clamped = test.clamped;
    const ColoPlacement placement = PlaceInColos(workload, gpus, Constraints(test.config, settings), settings);
    EXPECT_EQ(placement.constraints.tiers, test.tiers);
    EXPECT_EQ(placement.tiger_tier.has_value(), test.pinned);
    EXPECT_FALSE(placement.colos.empty());
  }
}

}  // namespace
}  // namespace berth
