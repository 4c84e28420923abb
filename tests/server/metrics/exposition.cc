#include "tests/server/metrics/exposition.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace berth {
namespace {

// Labels in a fixed order. No value of ours has a comma followed by a name and `=`.
std::string WithSortedLabels(absl::string_view series) {
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(series, absl::MaxSplits('{', 1));
  if (parts.second.empty()) return std::string(series);
  std::vector<std::string> labels = absl::StrSplit(absl::StripSuffix(parts.second, "}"), ',');
  std::sort(labels.begin(), labels.end());
  return absl::StrCat(parts.first, "{", absl::StrJoin(labels, ","), "}");
}

}  // namespace

double Exposition::At(const std::string& series) const {
  const auto found = values.find(series);
  return found == values.end() ? -1 : found->second;
}

int Exposition::CountOf(const std::string& name) const {
  return static_cast<int>(std::count_if(values.begin(), values.end(), [&](const auto& value) {
    return value.first == name || absl::StartsWith(value.first, absl::StrCat(name, "{"));
  }));
}

Exposition ReadExposition(absl::string_view text) {
  Exposition exposition;
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> words = absl::StrSplit(line, absl::MaxSplits(' ', 3));
    if (words.size() == 4 && words[1] == "TYPE") exposition.types[words[2]] = words[3];
    if (words.size() == 4 && words[1] == "HELP") exposition.help[words[2]] = words[3];
    if (absl::StartsWith(line, "#")) continue;
    const size_t blank = line.rfind(' ');
    double value = -1;
    static_cast<void>(absl::SimpleAtod(line.substr(blank + 1), &value));
    exposition.values[WithSortedLabels(line.substr(0, blank))] = value;
  }
  return exposition;
}

}  // namespace berth
