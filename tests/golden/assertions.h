// Hand-written assertions on a document: one per line, each with the rule that it
// follows from. What stands in them comes from no output of ours, and nothing
// regenerates them.
//
//   PATH = VALUE              the value, as JSON
//   PATH absent               there is no such value
//   PATH count = N            length of a list
//   PATH contains VALUE       entry of a list, or part of a string
//   PATH lacks VALUE          neither
//   PATH same as CASE         the same value as in another case's document
//
// A path has keys, `["quoted keys"]`, `[index]` and `[*]` for all entries. A line
// ends in `  # rule.id`.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/documents/document.h"

namespace berth {

struct Assertion {
  std::string text;
  std::string path;
  std::string operation;
  std::string operand;
  std::string rule;
};

// Throws std::invalid_argument for a line that is no assertion.
std::vector<Assertion> ParseAssertions(absl::string_view text);

// Empty if `document` satisfies the assertion, else what is there instead. `other` finds the document of another case.
std::string CheckAssertion(const Assertion& assertion, const Document& document,
                           const std::function<Document(const std::string&)>& other);

}  // namespace berth
