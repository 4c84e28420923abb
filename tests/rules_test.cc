// The tables of rules name the same rules: core/rules/rules.tsv and, for the
// facts of the default catalog, tests/catalog_facts/rules.tsv have what
// tests/rules.tsv and docs/rules.md have. The tests that tests/rules.tsv names
// for a rule exist.
#include "core/rules/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tests/catalog_facts/rule_facts.h"
#include "tests/named_tests.h"

namespace berth {
namespace {

using testing::ContainerEq;
using testing::ElementsAre;
using testing::IsEmpty;

using Names = std::set<std::string>;

struct Row {
  std::string rule;
  std::vector<std::string> tests;
};

std::vector<Row> TestTable() {
  std::vector<Row> rows;
  for (absl::string_view line : absl::StrSplit(ReadText(SourcePath("tests/rules.tsv")), '\n', absl::SkipEmpty())) {
    if (absl::StartsWith(line, "#") || line == "rule\ttests") continue;
    const std::vector<std::string> cells = absl::StrSplit(line, '\t');
    EXPECT_EQ(cells.size(), 2u) << line;
    rows.push_back({cells.front(), absl::StrSplit(cells.back(), ' ')});
  }
  return rows;
}

Names RuleIds() {
  Names ids;
  for (const RuleText& rule : AllRules()) ids.emplace(rule.id);
  for (const auto& [id, text] : RuleFacts()) EXPECT_TRUE(ids.insert(id).second) << id << " is a rule and a fact";
  return ids;
}

// What is wrong with a test that is said to hold a rule; nothing if it exists and names the rule where it can.
std::string FaultOf(absl::string_view rule, absl::string_view test) {
  const std::pair<std::string, std::string> binary = absl::StrSplit(test, absl::MaxSplits(':', 1));
  if (!binary.second.empty()) {
    return FaultOfTest(binary.first, binary.second);
  }
  absl::string_view name = test;
  if (absl::ConsumePrefix(&name, "golden/")) {
    const std::string text = ReadText(SourcePath(absl::StrCat("tests/golden/", name, ".assert")));
    if (text.empty()) return "no such file";
    return absl::StrContains(text, absl::StrCat("  # ", rule, "\n")) ? "" : "does not name the rule";
  }
  const absl::string_view directory = absl::ConsumePrefix(&name, "facts/") ? "catalog_facts/" : "";
  const std::string table = ReadText(SourcePath(absl::StrCat("tests/", directory, name, ".tsv")));
  return table.empty() ? "no such table" : "";
}

std::vector<std::string> FaultsOf(const std::vector<Row>& rows) {
  std::vector<std::string> faults;
  for (const Row& row : rows) {
    for (const std::string& test : row.tests) {
      const std::string fault = test.empty() || test == "-" ? "has no test" : FaultOf(row.rule, test);
      if (!fault.empty()) faults.push_back(absl::StrCat(row.rule, ": ", test, ": ", fault));
    }
  }
  return faults;
}

TEST(RulesTableTest, HasEveryRuleOnce) {
  Names ids;
  for (const Row& row : TestTable()) EXPECT_TRUE(ids.insert(row.rule).second) << row.rule << " is there twice";
  EXPECT_THAT(ids, ContainerEq(RuleIds()));
}

TEST(RulesTableTest, EveryRuleHasTestsThatExist) { EXPECT_THAT(FaultsOf(TestTable()), IsEmpty()); }

TEST(RulesTableTest, ATestThatDoesNotExistIsNoticed) {
  EXPECT_THAT(FaultsOf({{"hardware.shm",
                         {"-", "golden/none", "golden/invalid/empty_request", "facts/none", "none", "none:A.B",
                          "core_sku_test:LimitsTest.None", "facts/units", "golden/l40s_deployment_cks",
                          "core_sku_test:GpusTest.AreTheCountForGpuUnitsOnly"}}}),
              ElementsAre("hardware.shm: -: has no test", "hardware.shm: golden/none: no such file",
                          "hardware.shm: golden/invalid/empty_request: does not name the rule",
                          "hardware.shm: facts/none: no such table", "hardware.shm: none: no such table",
                          "hardware.shm: none:A.B: no such binary among those that this test knows",
                          "hardware.shm: core_sku_test:LimitsTest.None: no such test"));
}

TEST(RulesPageTest, HasALineForEveryRule) {
  Names documented;
  for (absl::string_view line : absl::StrSplit(ReadText(SourcePath("docs/rules.md")), '\n')) {
    if (absl::ConsumePrefix(&line, "| `")) documented.emplace(line.substr(0, line.find('`')));
  }
  EXPECT_THAT(documented, ContainerEq(RuleIds()));
}

}  // namespace
}  // namespace berth
