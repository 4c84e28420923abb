#include "core/catalog/hardware_lookup.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "core/names/identifiers.h"
#include "core/names/nearest_names.h"
#include "core/sku/limits.h"

namespace berth {
namespace {

constexpr size_t kMaxHints = 3;
// Longer names than any hardware has are cut, so that a hint stays cheap.
constexpr size_t kMaxRead = 64;

// A name taken apart: `gpu-t4-2x` is `gpu`, `t4` times 2; `8xA100_80GB` is `a100` times 8, of 80 GB.
struct SpokenName {
  std::vector<absl::string_view> words;
  int count = 1;
  // 0: not stated.
  int memory_gb = 0;
};

// `8xh100` and `h100x8` are a count and a word.
void AddWord(absl::string_view word, SpokenName& spoken) {
  int number = 0;
  const size_t digits = std::min(word.find_first_not_of("0123456789"), word.size());
  const absl::string_view unit = word.substr(digits);
  if (digits > 0 && absl::SimpleAtoi(word.substr(0, digits), &number)) {
    if (unit == "g" || unit == "gb") spoken.memory_gb = number;
    if (absl::StartsWith(unit, "x")) {
      spoken.count = number;
      word = unit.substr(1);
    }
  } else if (const size_t x = word.rfind('x');
             x != absl::string_view::npos && absl::SimpleAtoi(word.substr(x + 1), &number)) {
    spoken.count = number;
    word = word.substr(0, x);
  }
  if (!word.empty()) spoken.words.push_back(word);
}

// `text` is in lower case and outlives the result.
SpokenName TakeApart(absl::string_view text) {
  const auto is_between_words = [](char c) { return !absl::ascii_isalnum(c); };
  SpokenName spoken;
  while (!text.empty()) {
    const auto length = std::find_if(text.begin(), text.end(), is_between_words) - text.begin();
    AddWord(text.substr(0, length), spoken);
    text.remove_prefix(std::min<size_t>(length + 1, text.size()));
  }
  return spoken;
}

// Whether a word is the family but for letters behind either: `h100ib` is an H100, `l40` is meant for an L40S, and
// `a4000` is not an A40.
bool NamesFamily(absl::string_view word, absl::string_view family) {
  const auto shared = std::mismatch(word.begin(), word.end(), family.begin(), family.end());
  const bool one_ends = shared.first == word.end() || shared.second == family.end();
  return word == family || (one_ends && std::any_of(word.begin(), shared.first, absl::ascii_isdigit) &&
                            std::all_of(shared.first, word.end(), absl::ascii_isalpha) &&
                            std::all_of(shared.second, family.end(), absl::ascii_isalpha));
}

bool NamesFamilyOf(const SpokenName& spoken, const v1::ComputeUnit& unit) {
  const std::string text = absl::AsciiStrToLower(unit.gpu_family());
  const std::vector<absl::string_view> family = TakeApart(text).words;
  return !family.empty() && std::all_of(family.begin(), family.end(), [&](absl::string_view part) {
    return std::any_of(spoken.words.begin(), spoken.words.end(),
                       [&](absl::string_view word) { return NamesFamily(word, part); });
  });
}

// How far a SKU is from what was said; less is nearer. The name makes the order total.
using Distance = std::tuple<int, bool, size_t, absl::string_view>;

Distance DistanceTo(const SpokenName& spoken, absl::string_view said, const v1::Sku& sku, const v1::ComputeUnit& unit,
                    absl::string_view known) {
  const bool other_memory = spoken.memory_gb != 0 && spoken.memory_gb != unit.gpu_memory_gb();
  const size_t edits = std::min(EditDistance(absl::StrJoin(spoken.words, "-"), unit.name()), EditDistance(said, known));
  return {std::abs(sku.compute_units_per_instance() - spoken.count), other_memory, edits, known};
}

}  // namespace

std::optional<NamedHardware> FindHardware(const CatalogIndex& catalog, absl::string_view name) {
  if (const v1::Sku* sku = catalog.FindSku(name)) {
    return NamedHardware{catalog.FindComputeUnit(sku->compute_unit()), sku->compute_units_per_instance()};
  }
  if (const v1::ComputeUnit* unit = catalog.FindComputeUnit(name)) return NamedHardware{unit, 1};
  const auto split = SplitSkuName(name);
  if (!split.has_value() || split->count < 1 || split->count > kMaxComputeUnitsPerInstance) return std::nullopt;
  const v1::ComputeUnit* unit = catalog.FindComputeUnit(split->compute_unit);
  if (unit == nullptr) return std::nullopt;
  return NamedHardware{unit, split->count};
}

std::vector<std::string> NearestCounts(const CatalogIndex& catalog, absl::string_view compute_unit, int count) {
  const auto skus = catalog.SkusOf(compute_unit);
  std::vector<const v1::Sku*> nearest(skus.begin(), skus.end());
  std::stable_sort(nearest.begin(), nearest.end(), [count](const v1::Sku* a, const v1::Sku* b) {
    const auto distance = [count](const v1::Sku* sku) { return std::abs(sku->compute_units_per_instance() - count); };
    return distance(a) < distance(b);
  });
  std::vector<std::string> names;
  names.reserve(nearest.size());
  for (const v1::Sku* sku : nearest) names.push_back(sku->name());
  return names;
}

std::vector<std::string> NearestSkuNames(const CatalogIndex& catalog, absl::string_view name) {
  const std::string said = absl::AsciiStrToLower(name.substr(0, kMaxRead));
  const SpokenName spoken = TakeApart(said);
  std::vector<Distance> ranked;
  for (const v1::ComputeUnit& unit : catalog.catalog().compute_units()) {
    if (!NamesFamilyOf(spoken, unit)) continue;
    for (const v1::Sku* sku : catalog.SkusOf(unit.name())) {
      ranked.push_back(DistanceTo(spoken, said, *sku, unit, sku->name()));
      for (const std::string& alias : sku->aliases()) ranked.push_back(DistanceTo(spoken, said, *sku, unit, alias));
    }
  }
  if (ranked.empty()) return NearestNames(name, catalog.SkuNames());
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::string> nearest;
  for (size_t i = 0; i < std::min(ranked.size(), kMaxHints); ++i) nearest.emplace_back(std::get<3>(ranked[i]));
  return nearest;
}

}  // namespace berth
