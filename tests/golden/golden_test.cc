// Every example gives the whole document that stands beside its assertions.
// BERTH_UPDATE_GOLDEN=1 writes the documents anew (never in CI); the assertions
// are written by hand and hold all the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "clients/cli/documents/json_text.h"
#include "clients/cli/documents/yaml_json.h"
#include "core/rules/rules.h"
#include "tests/catalog_facts/rule_facts.h"
#include "tests/golden/examples.h"

namespace berth {
namespace {

bool Regenerates() { return std::getenv("BERTH_UPDATE_GOLDEN") != nullptr; }

TEST(GoldenTest, IsNotRegeneratedInCi) {
  if (std::getenv("CI") != nullptr) {
    EXPECT_FALSE(Regenerates());
  }
}

class GoldenSetTest : public testing::TestWithParam<ExampleSet> {
 protected:
  const std::vector<Example> examples_ = LoadExamples(GetParam());
  ExampleCatalogs catalogs_ = ExampleCatalogs::Default();
};

TEST_P(GoldenSetTest, EveryExampleGivesItsDocument) {
  if (GetParam().refused) return;
  for (const Example& example : examples_) {
    SCOPED_TRACE(example.name);
    const std::string answer = JsonToYaml(WriteJson(Answer(example, catalogs_.For(example)), NumberForm::kAsTheyAre));
    if (Regenerates() && std::getenv("CI") == nullptr) {
      std::ofstream(example.GoldenPath(), std::ios::binary) << answer;
    }
    EXPECT_EQ(answer, ReadFile(example.GoldenPath()));
  }
}

TEST_P(GoldenSetTest, EveryFileBelongsToAnExample) {
  std::set<std::string> names;
  for (const Example& example : examples_) names.insert(example.name);
  const std::string directory = SourcePath("tests/golden") + std::string(GetParam().directory);
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    const std::string file = entry.path().filename();
    if (entry.path().extension() == ".yaml" || entry.path().extension() == ".assert") {
      EXPECT_TRUE(names.contains(file.substr(0, file.find('.')))) << file;
    }
  }
}

TEST_P(GoldenSetTest, EveryAssertionHolds) {
  EXPECT_GE(examples_.size(), 10u);
  EXPECT_THAT(FailedAssertions(examples_, catalogs_), testing::IsEmpty());
}

TEST_P(GoldenSetTest, EveryAssertionNamesARule) {
  const std::map<std::string, std::string> facts = RuleFacts();
  for (const Example& example : examples_) {
    for (const Assertion& assertion : example.assertions) {
      EXPECT_TRUE(IsRule(assertion.rule) || facts.contains(assertion.rule)) << example.name << ": " << assertion.rule;
    }
  }
}

std::string SetName(const testing::TestParamInfo<ExampleSet>& info) {
  return absl::StrCat(info.param.refused ? "Refused" : "Answered", info.param.access ? "AccessChecks" : "Plans");
}

INSTANTIATE_TEST_SUITE_P(Examples, GoldenSetTest, testing::ValuesIn(kAllExamples), SetName);

// The reader of assertions itself, on a document in which each kind once holds and once does not.
TEST(AssertionTest, EachKindCanFail) {
  const Document document = *ReadJson(R"({"a": {"b.c": [1, {"d": "xyz"}]}, "e": 0})");
  const auto check = [&](absl::string_view line) {
    return CheckAssertion(ParseAssertions(absl::StrCat(line, "  # r")).at(0), document,
                          [&](const std::string&) { return document; })
        .empty();
  };
  EXPECT_TRUE(check(R"(a["b.c"][0] = 1)"));
  EXPECT_FALSE(check(R"(a["b.c"][0] = 2)"));
  EXPECT_FALSE(check(R"(a["b.c"][0] = "1")"));
  EXPECT_FALSE(check(R"(a.b = 1)"));
  EXPECT_TRUE(check(R"(a["b.c"] count = 2)"));
  EXPECT_FALSE(check(R"(a["b.c"] count = 1)"));
  EXPECT_FALSE(check(R"(a.missing count = 0)"));
  EXPECT_TRUE(check("a.missing absent"));
  EXPECT_FALSE(check("e absent"));
  EXPECT_TRUE(check(R"(a["b.c"][*] contains {"d": "xyz"})"));
  EXPECT_TRUE(check(R"(a["b.c"][*].d contains "xyz")"));
  EXPECT_FALSE(check(R"(a["b.c"][*].d contains "xy")"));
  EXPECT_TRUE(check(R"(a["b.c"][1].d contains "xy")"));
  EXPECT_FALSE(check(R"(a["b.c"][1].d lacks "xy")"));
  EXPECT_TRUE(check(R"(a["b.c"][*].d lacks "xy")"));
  EXPECT_TRUE(check("e same as other"));
  EXPECT_FALSE(check("missing same as other"));
  EXPECT_THROW(ParseAssertions("no assertion at all  # r"), std::invalid_argument);
  EXPECT_THROW(ParseAssertions("a = 1"), std::invalid_argument);
}

}  // namespace
}  // namespace berth
