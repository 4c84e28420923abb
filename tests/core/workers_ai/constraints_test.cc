#include "core/workers_ai/constraints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/core/edited_catalog.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;

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
  const struct {
    const char* name;
    const char* config;
    Lines lines;
  } cases[] = {
      {"an empty entry", R"(colo_region: "WEUR,,WNAM")", {"WARNING LIST_ENTRY_IGNORED colo_region"}},
      {"a comma at the end", R"(colo_pops: "ams,")", {"WARNING LIST_ENTRY_IGNORED colo_pops"}},
      {"a region again", R"(colo_region: "WNAM, wnam")", {"WARNING LIST_ENTRY_IGNORED colo_region"}},
      {"a PoP again",
       R"(colo_pops: "ams, AMS ,ams")",
       {"WARNING LIST_ENTRY_IGNORED colo_pops", "WARNING LIST_ENTRY_IGNORED colo_pops"}},
      {"a tier again", R"(colo_tier: "1,1")", {"WARNING LIST_ENTRY_IGNORED colo_tier"}},
      {"a tier again, in other digits", R"(colo_tier: "1,01")", {"WARNING LIST_ENTRY_IGNORED colo_tier"}},
      {"a blacklisted colo again", R"(blacklisted_colos: "fra,FRA")", {"WARNING LIST_ENTRY_IGNORED blacklisted_colos"}},
  };
  for (const auto& [name, config, lines] : cases) {
    SCOPED_TRACE(name);
    const Parsed parsed = Parse(config);
    EXPECT_THAT(ViolationLines(parsed.violations), IsEmpty());
    EXPECT_THAT(FindingLines(parsed.diagnostics), ElementsAreArray(lines));
  }
  const Parsed parsed = Parse(R"(colo_region: "WEUR,,weur" colo_tier: "1,01,2" colo_pops: "AMS,ams")");
  EXPECT_THAT(parsed.constraints.regions, ElementsAre("WEUR"));
  EXPECT_THAT(parsed.constraints.tiers, ElementsAre(1, 2));
  EXPECT_THAT(parsed.constraints.pops, ElementsAre("ams"));
}

TEST(ConstraintsTest, AListThatNamesNothingDoesNotConstrain) {
  for (const char* field : {"colo_tier", "colo_region", "colo_pops", "blacklisted_colos"}) {
    for (const char* text : {"", " ", ",", " , "}) {
      SCOPED_TRACE(absl::StrCat(field, ": `", text, "`"));
      const Parsed parsed = Parse(absl::StrCat(field, ": \"", text, "\"").c_str());
      EXPECT_THAT(ViolationLines(parsed.violations), IsEmpty());
      EXPECT_THAT(FindingLines(parsed.diagnostics), ElementsAre(absl::StrCat("WARNING LIST_EMPTY ", field)));
      EXPECT_TRUE(parsed.constraints.empty());
      EXPECT_THAT(parsed.constraints.blacklisted, IsEmpty());
    }
  }
}

TEST(ConstraintsTest, RefusesWhatItCannotRead) {
  const struct {
    const char* name;
    const char* config;
    Lines lines;
  } cases[] = {
      {"a tier that is no number", R"(colo_tier: "x")", {"INVALID_FORMAT config.colo_tier"}},
      {"tier 0", R"(colo_tier: "0")", {"INVALID_FORMAT config.colo_tier"}},
      {"a tier with a sign", R"(colo_tier: "+1")", {"INVALID_FORMAT config.colo_tier"}},
      {"a negative tier", R"(colo_tier: "-1")", {"INVALID_FORMAT config.colo_tier"}},
      {"tiers without a comma", R"(colo_tier: "1 2")", {"INVALID_FORMAT config.colo_tier"}},
      {"tiers with a semicolon", R"(colo_tier: "1;2")", {"INVALID_FORMAT config.colo_tier"}},
      {"a fraction of a tier", R"(colo_tier: "1.5")", {"INVALID_FORMAT config.colo_tier"}},
      {"a tier above the highest", R"(colo_tier: "101")", {"INVALID_FORMAT config.colo_tier"}},
      {"a tier beyond 32 bits", R"(colo_tier: "99999999999")", {"INVALID_FORMAT config.colo_tier"}},
      {"two of three tiers",
       R"(colo_tier: "1,a,b")",
       {"INVALID_FORMAT config.colo_tier", "INVALID_FORMAT config.colo_tier"}},
      {"an unknown region", R"(colo_region: "WEUK")", {"UNKNOWN_REGION config.colo_region"}},
      {"an unknown region with a dash", R"(colo_region: "W-EUR")", {"UNKNOWN_REGION config.colo_region"}},
      {"regions without a comma", R"(colo_region: "WEUR WNAM")", {"INVALID_FORMAT config.colo_region"}},
      {"regions with a semicolon", R"(colo_region: "WEUR;WNAM")", {"INVALID_FORMAT config.colo_region"}},
      {"a region with a sign", R"(colo_region: "+WEUR")", {"INVALID_FORMAT config.colo_region"}},
      {"PoPs without a comma", R"(colo_pops: "ams fra")", {"INVALID_FORMAT config.colo_pops"}},
      {"PoPs with a semicolon", R"(colo_pops: "ams;fra")", {"INVALID_FORMAT config.colo_pops"}},
      {"PoPs with a line break", R"(colo_pops: "ams\nfra")", {"INVALID_FORMAT config.colo_pops"}},
      {"a PoP with NUL", R"(colo_pops: "ams\000")", {"INVALID_FORMAT config.colo_pops"}},
      {"a PoP with an underscore", R"(colo_pops: "ams_1")", {"INVALID_FORMAT config.colo_pops"}},
      {"a PoP in another alphabet", R"(colo_pops: "ąms")", {"INVALID_FORMAT config.colo_pops"}},
      {"a PoP of one letter", R"(colo_pops: "a")", {"INVALID_FORMAT config.colo_pops"}},
      {"a PoP of 33 letters", R"(colo_pops: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")", {"INVALID_FORMAT config.colo_pops"}},
      {"blacklisted colos without a comma",
       R"(blacklisted_colos: "ams fra")",
       {"INVALID_FORMAT config.blacklisted_colos"}},
  };
  for (const auto& [name, config, lines] : cases) {
    SCOPED_TRACE(name);
    EXPECT_THAT(ViolationLines(Parse(config).violations), ElementsAreArray(lines));
  }
  EXPECT_THAT(Parse(R"(colo_pops: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,ams-1,01")").violations.size(), 0);
  EXPECT_THAT(Parse(R"(colo_pops: "ams fra")").violations.report().violations(0).message(), HasSubstr("`ams fra`"));
  EXPECT_THAT(Parse(R"(colo_region: "WEUK")").violations.report().violations(0).nearest(), Contains("WEUR"));
  // Each of these would be told to be there again.
  EXPECT_THAT(
      ViolationLines(Parse(absl::StrCat(R"(colo_pops: ")", std::string(2 * 2000, ','), R"(")").c_str()).violations),
      ElementsAre("TOO_LARGE config.colo_pops"));
}

TEST(ConstraintsTest, TheHighestTierIsTheCatalogs) {
  v1::WorkersAiSettings settings = SettingsWithColos();
  settings.set_max_tier(3);
  Violations violations;
  Findings diagnostics;
  ParseConstraints(FromText<v1::WorkersAiConfig>(R"(colo_tier: "3,4")"), settings, "config", violations, diagnostics);
  EXPECT_THAT(MessageLines(violations.ToStatus()),
              ElementsAre("config.colo_tier: `4` is no tier: a number in 1 to 3; commas separate entries"));
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
