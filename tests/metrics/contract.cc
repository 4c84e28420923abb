#include "tests/metrics/contract.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "tests/server/metrics/exposition.h"

namespace berth {
namespace {

struct Family {
  int series = 0;
  std::map<std::string, std::set<std::string>> labels;
};

// The metric that a series belongs to: a histogram has three kinds of series.
std::string FamilyName(const std::string& series, const Exposition& exposition) {
  if (exposition.types.contains(series)) return series;
  for (const char* suffix : {"_bucket", "_count", "_sum"}) {
    const std::string base(absl::StripSuffix(series, suffix));
    if (exposition.types.contains(base)) return base;
  }
  return series;
}

void AddSeries(absl::string_view labels, Family& family) {
  ++family.series;
  for (const absl::string_view label : absl::StrSplit(absl::StripSuffix(labels, "}"), ',', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(label, absl::MaxSplits('=', 1));
    const bool varies = parts.first == "revision" || parts.first == "version" || parts.first == "compiler";
    family.labels[parts.first].insert(varies ? "*" : parts.second);
  }
}

// Bounds of buckets by size, everything else by name.
std::vector<std::string> Sorted(const std::string& label, const std::set<std::string>& values) {
  std::vector<std::string> sorted(values.begin(), values.end());
  const auto bound = [](absl::string_view value) {
    double number = 0;
    return absl::SimpleAtod(absl::StripSuffix(absl::StripPrefix(value, "\""), "\""), &number) ? number : 0;
  };
  if (label == "le") {
    std::sort(sorted.begin(), sorted.end(), [&](const auto& a, const auto& b) { return bound(a) < bound(b); });
  }
  return sorted;
}

}  // namespace

std::string ContractOf(absl::string_view exposition) {
  const Exposition shown = ReadExposition(exposition);
  std::map<std::string, Family> families;
  for (const auto& [series, value] : shown.values) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(series, absl::MaxSplits('{', 1));
    AddSeries(parts.second, families[FamilyName(parts.first, shown)]);
  }
  std::string contract;
  for (const auto& [name, family] : families) {
    const auto type = shown.types.find(name);
    absl::StrAppend(&contract, name, ": ", type == shown.types.end() ? "untyped" : type->second, ", ", family.series,
                    " series\n");
    for (const auto& [label, values] : family.labels) {
      absl::StrAppend(&contract, "  ", label, ": ", absl::StrJoin(Sorted(label, values), " "), "\n");
    }
  }
  return contract;
}

}  // namespace berth
