#include "tests/golden/assertions.h"

#include <algorithm>
#include <stdexcept>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cli/documents/json_text.h"

namespace berth {
namespace {

constexpr absl::string_view kOperations[] = {" count = ", " contains ", " lacks ", " same as ", " absent", " = "};

Document ParseValue(const std::string& json) {
  auto value = ReadJson(json);
  if (!value.ok()) throw std::invalid_argument(absl::StrCat("no JSON: ", json));
  return *std::move(value);
}

// Splits off the first step of a path: `[...]`, or a key up to the next `.` or `[`.
std::string TakeStep(absl::string_view& path) {
  absl::ConsumePrefix(&path, ".");
  size_t length = path.find_first_of(".[");
  if (absl::StartsWith(path, "[\"")) {
    length = path.find("\"]") + 2;
  } else if (absl::StartsWith(path, "[")) {
    length = path.find(']') + 1;
  }
  const std::string step(path.substr(0, length));
  path.remove_prefix(step.size());
  return step;
}

std::vector<Document> Enter(const Document& document, const std::string& step) {
  std::vector<Document> found;
  if (step == "[*]") return document.items;
  size_t index = 0;
  if (absl::StartsWith(step, "[") && !absl::StartsWith(step, "[\"")) {
    if (!absl::SimpleAtoi(step.substr(1, step.size() - 2), &index)) throw std::invalid_argument(step);
    if (index < document.items.size()) found.push_back(document.items[index]);
    return found;
  }
  const std::string key = absl::StartsWith(step, "[\"") ? step.substr(2, step.size() - 4) : step;
  for (const DocumentEntry& entry : document.entries) {
    if (entry.key == key) found.push_back(entry.value);
  }
  return found;
}

std::vector<Document> Resolve(absl::string_view path, const Document& document) {
  std::vector<Document> values = {document};
  while (!path.empty()) {
    const std::string step = TakeStep(path);
    std::vector<Document> next;
    for (const Document& value : values) {
      for (Document& entered : Enter(value, step)) next.push_back(std::move(entered));
    }
    values = std::move(next);
  }
  return values;
}

// Keys of maps have no order.
bool Equal(const Document& left, const Document& right) {
  if (left.kind != right.kind || left.text != right.text) return false;
  if (left.items.size() != right.items.size() || left.entries.size() != right.entries.size()) return false;
  if (!std::equal(left.items.begin(), left.items.end(), right.items.begin(), Equal)) return false;
  return std::all_of(left.entries.begin(), left.entries.end(), [&](const DocumentEntry& entry) {
    return std::any_of(right.entries.begin(), right.entries.end(), [&](const DocumentEntry& candidate) {
      return candidate.key == entry.key && Equal(candidate.value, entry.value);
    });
  });
}

bool Contains(const std::vector<Document>& values, const Document& wanted) {
  return std::any_of(values.begin(), values.end(), [&](const Document& value) {
    if (value.kind == Document::Kind::kList) return Contains(value.items, wanted);
    if (value.kind == Document::Kind::kString && wanted.kind == Document::Kind::kString) {
      return absl::StrContains(value.text, wanted.text);
    }
    return Equal(value, wanted);
  });
}

// Entries of a list are compared whole; only a single string is searched.
bool ContainsEntry(const std::vector<Document>& values, const Document& wanted, bool all_entries) {
  if (!all_entries) return Contains(values, wanted);
  return std::any_of(values.begin(), values.end(), [&](const Document& value) { return Equal(value, wanted); });
}

std::string Show(const std::vector<Document>& values) {
  std::string text;
  for (const Document& value : values) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", WriteJson(value, NumberForm::kAsTheyAre));
  }
  return text.empty() ? "nothing" : text;
}

bool Holds(const Assertion& assertion, const std::vector<Document>& values,
           const std::function<Document(const std::string&)>& other) {
  const std::string& operation = assertion.operation;
  if (operation == "absent") return values.empty();
  if (operation == "same as") {
    const std::vector<Document> expected = Resolve(assertion.path, other(assertion.operand));
    return values.size() == 1 && expected.size() == 1 && values[0] == expected[0];
  }
  const Document operand = ParseValue(assertion.operand);
  const bool all_entries = absl::StrContains(assertion.path, "[*]");
  if (operation == "contains") return ContainsEntry(values, operand, all_entries);
  if (operation == "lacks") return !ContainsEntry(values, operand, all_entries);
  if (operation == "count =") return values.size() == 1 && absl::StrCat(values[0].items.size()) == operand.text;
  return values.size() == 1 && Equal(values[0], operand);
}

Assertion ParseLine(absl::string_view line) {
  Assertion assertion;
  assertion.text = std::string(line);
  const size_t comment = line.rfind("  # ");
  if (comment == absl::string_view::npos) throw std::invalid_argument(absl::StrCat("no rule: ", line));
  assertion.rule = std::string(line.substr(comment + 4));
  line = line.substr(0, comment);
  size_t position = absl::string_view::npos;
  for (absl::string_view operation : kOperations) {
    const size_t found = line.find(operation);
    if (found == absl::string_view::npos || found >= position) continue;
    position = found;
    assertion.operation = std::string(absl::StripAsciiWhitespace(operation));
    assertion.operand = std::string(line.substr(found + operation.size()));
  }
  if (position == absl::string_view::npos) throw std::invalid_argument(absl::StrCat("no assertion: ", line));
  assertion.path = std::string(line.substr(0, position));
  return assertion;
}

}  // namespace

std::vector<Assertion> ParseAssertions(absl::string_view text) {
  std::vector<Assertion> assertions;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (!line.empty() && !absl::StartsWith(line, "#")) assertions.push_back(ParseLine(line));
  }
  return assertions;
}

std::string CheckAssertion(const Assertion& assertion, const Document& document,
                           const std::function<Document(const std::string&)>& other) {
  const std::vector<Document> values = Resolve(assertion.path, document);
  if (Holds(assertion, values, other)) return "";
  return absl::StrCat(assertion.text, "\n    but there is ", Show(values));
}

}  // namespace berth
