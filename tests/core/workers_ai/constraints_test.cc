#include "core/workers_ai/constraints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/core/edited_catalog.h"

namespace berth {
namespace {

using testing::ElementsAre;

v1::WorkersAiSettings SettingsWithColos() {
  v1::WorkersAiSettings settings = DefaultIndex().catalog().workers_ai();
  settings.MergeFrom(FromText<v1::WorkersAiSettings>(R"(
    colos { pop: "ams" region: "WEUR" tier: 1 }
    colos { pop: "lis" region: "WEUR" tier: 3 }
    colos { pop: "sjc" region: "WNAM" tier: 1 }
  )"));
  return settings;
}

struct Parsed {
  ColoConstraints constraints;
  Violations violations;
  Findings diagnostics;
};

Parsed Parse(const char* config) {
  Parsed parsed;
  parsed.constraints = ParseConstraints(FromText<v1::WorkersAiConfig>(config), SettingsWithColos(), "config",
                                        parsed.violations, parsed.diagnostics);
  return parsed;
}

TEST(ConstraintsTest, ReadsLists) {
  const Parsed parsed = Parse(R"(colo_tier: " 1, 3 " colo_region: "weur,WNAM" colo_pops: "AMS, sjc")");
  EXPECT_TRUE(parsed.violations.empty());
  EXPECT_TRUE(parsed.diagnostics.empty());
  EXPECT_THAT(parsed.constraints.tiers, ElementsAre(1, 3));
  EXPECT_THAT(parsed.constraints.regions, ElementsAre("WEUR", "WNAM"));
  EXPECT_THAT(parsed.constraints.pops, ElementsAre("ams", "sjc"));
}

TEST(ConstraintsTest, NamesWhatItLeavesOut) {
  const Parsed parsed = Parse(R"(colo_region: "WEUR,,weur" colo_tier: "1,01")");
  EXPECT_TRUE(parsed.violations.empty());
  EXPECT_THAT(parsed.constraints.regions, ElementsAre("WEUR"));
  EXPECT_THAT(parsed.constraints.tiers, ElementsAre(1));
  ASSERT_EQ(parsed.diagnostics.size(), 2);
  for (const v1::Finding& finding : parsed.diagnostics) EXPECT_EQ(finding.reason(), v1::REASON_LIST_ENTRY_IGNORED);
}

TEST(ConstraintsTest, RefusesWhatItCannotRead) {
  const struct {
    const char* config;
    v1::ErrorReason reason;
  } cases[] = {
      {R"(colo_tier: "")", v1::ERROR_REASON_INVALID_FORMAT},
      {R"(colo_pops: " , ")", v1::ERROR_REASON_INVALID_FORMAT},
      {R"(colo_tier: "x")", v1::ERROR_REASON_INVALID_FORMAT},
      {R"(colo_tier: "0")", v1::ERROR_REASON_INVALID_FORMAT},
      {R"(colo_tier: "99999999999")", v1::ERROR_REASON_INVALID_FORMAT},
      {R"(colo_region: "WEUK")", v1::ERROR_REASON_UNKNOWN_REGION},
  };
  for (const auto& [config, reason] : cases) {
    SCOPED_TRACE(config);
    const Parsed parsed = Parse(config);
    ASSERT_EQ(parsed.violations.size(), 1);
    EXPECT_EQ(parsed.violations.report().violations(0).reason(), reason);
  }
  // Each of these would be told to be there again.
  const Parsed parsed = Parse(absl::StrCat(R"(colo_pops: ")", std::string(2 * 2000, ','), R"(")").c_str());
  ASSERT_EQ(parsed.violations.size(), 1);
  EXPECT_EQ(parsed.violations.report().violations(0).reason(), v1::ERROR_REASON_TOO_LARGE);
  EXPECT_THAT(Parse(R"(colo_region: "WEUK")").violations.report().violations(0).nearest(), testing::Contains("WEUR"));
}

std::vector<std::string> Pops(const char* config, Findings& findings) {
  std::vector<std::string> pops;
  const v1::WorkersAiSettings settings = SettingsWithColos();
  for (const v1::WorkersAiColo* colo : MatchColos(Parse(config).constraints, settings, findings)) {
    pops.push_back(colo->pop());
  }
  return pops;
}

TEST(ConstraintsTest, MatchesColos) {
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

TEST(ConstraintsTest, DiagnosesWhatIsProbablyNotMeant) {
  Findings findings;
  DiagnoseConstraints(Parse(R"(colo_region: "ME" colo_pops: "ams,sjc" blacklisted_colos: "SJC,lis")").constraints,
                      SettingsWithColos(), findings);
  ASSERT_EQ(findings.size(), 2);
  EXPECT_EQ(findings[0].reason(), v1::REASON_REGION_NOT_ALONE);
  EXPECT_EQ(findings[1].reason(), v1::REASON_COLO_PINNED_AND_BLACKLISTED);
  EXPECT_EQ(findings[1].subject(), "sjc");
  findings.Clear();
  DiagnoseConstraints(Parse(R"(colo_region: "ME,WEUR")").constraints, SettingsWithColos(), findings);
  EXPECT_TRUE(findings.empty());
}

}  // namespace
}  // namespace berth
