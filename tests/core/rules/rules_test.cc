#include "core/rules/rules.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

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
