#include "core/rules/rules.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace berth {
namespace {

std::vector<RuleText> ParseRules() {
  std::vector<RuleText> rules;
  for (absl::string_view line : absl::StrSplit(RulesText(), '\n', absl::SkipEmpty())) {
    if (absl::StartsWith(line, "#")) continue;
    const std::pair<absl::string_view, absl::string_view> row = absl::StrSplit(line, absl::MaxSplits('\t', 1));
    rules.push_back({row.first, row.second});
  }
  std::sort(rules.begin(), rules.end(), [](const RuleText& a, const RuleText& b) { return a.id < b.id; });
  return rules;
}

}  // namespace

absl::Span<const RuleText> AllRules() {
  static const std::vector<RuleText>& rules = *new std::vector<RuleText>(ParseRules());
  return rules;
}

bool IsRule(absl::string_view id) {
  const auto rules = AllRules();
  const auto found = std::lower_bound(rules.begin(), rules.end(), id,
                                      [](const RuleText& rule, auto wanted) { return rule.id < wanted; });
  return found != rules.end() && found->id == id;
}

}  // namespace berth
