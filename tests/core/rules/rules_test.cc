#include "core/rules/rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace berth {
namespace {

TEST(RulesTest, AreSortedAndUnique) {
  const auto rules = AllRules();
  ASSERT_GT(rules.size(), 100u);
  for (size_t i = 1; i < rules.size(); ++i) EXPECT_LT(rules[i - 1].id, rules[i].id);
}

TEST(RulesTest, EachHasAnIdAndAText) {
  for (const RuleText& rule : AllRules()) {
    SCOPED_TRACE(std::string(rule.id));
    EXPECT_TRUE(absl::StrContains(rule.id, '.'));
    for (const char c : rule.id) EXPECT_TRUE(absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '.' || c == '-');
    EXPECT_FALSE(rule.text.empty());
    EXPECT_FALSE(absl::EndsWith(rule.text, "."));
    EXPECT_FALSE(absl::StrContains(rule.text, '\t'));
    EXPECT_EQ(rule.text, absl::StripAsciiWhitespace(rule.text));
  }
}

TEST(RulesTest, EachStandsInTheTable) {
  for (const RuleText& rule : AllRules()) {
    EXPECT_TRUE(absl::StrContains(RulesText(), absl::StrCat("\n", rule.id, "\t", rule.text, "\n"))) << rule.id;
  }
}

// A number that a catalog states is a fact, and stands in tests/catalog_facts/rules.tsv. These are the code's own.
TEST(RulesTest, StateNoNumbersButTheCodesOwn) {
  const std::set<absl::string_view> own = {"access.http-status",
                                           "answer.max-candidates",
                                           "hardware.counts.range",
                                           "hardware.names.canonical",
                                           "pod.label-values",
                                           "pod.replicas.zero",
                                           "workers-ai.amounts",
                                           "workers-ai.application-name.suffix",
                                           "workers-ai.constraint.entry",
                                           "workers-ai.gpu-count.clamp",
                                           "workers-ai.instances",
                                           "workers-ai.memory-mib",
                                           "workers-ai.priority.explicit",
                                           "workload.bounds.max",
                                           "workload.bounds.min",
                                           "workload.deployment.key",
                                           "workload.function.key",
                                           "workload.shared-image.key",
                                           "workload.training.key",
                                           "workload.version.key"};
  for (const RuleText& rule : AllRules()) {
    // Digits within a word, such as sha256, are part of a name.
    const std::vector<absl::string_view> words = absl::StrSplit(rule.text, absl::ByAnyChar(" ,;:"), absl::SkipEmpty());
    const bool has_number = std::any_of(words.begin(), words.end(),
                                        [](absl::string_view word) { return absl::ascii_isdigit(word.front()); });
    EXPECT_TRUE(!has_number || own.contains(rule.id)) << rule.id << ": " << rule.text;
  }
}

TEST(RulesTest, IsRuleKnowsThemAndNoOther) {
  for (const RuleText& rule : AllRules()) EXPECT_TRUE(IsRule(rule.id)) << rule.id;
  const std::string last(AllRules().back().id);
  for (const std::string& id :
       {std::string(), std::string("hardware"), std::string("hardware.shm "), std::string("Hardware.shm"),
        std::string("# Hardware"), std::string("zzz"), last + "x"}) {
    EXPECT_FALSE(IsRule(id)) << id;
  }
}

}  // namespace
}  // namespace berth
