// The rules that Berth decides by: a table of stable ids and what each says
// (rules.tsv), true of any catalog: what a catalog states is no rule. A plan's
// explanation names them, GetCatalogInfo lists them, and docs/rules.md says why
// they are so.
#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace berth {

struct RuleText {
  absl::string_view id;
  absl::string_view text;
};

// Every rule, sorted by id.
absl::Span<const RuleText> AllRules();

// Whether there is a rule with this id.
bool IsRule(absl::string_view id);

// The table as it stands in rules.tsv.
absl::string_view RulesText();

}  // namespace berth
