#include "core/names/nearest_names.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace berth {
namespace {

constexpr size_t kMaxCompared = 64;
constexpr size_t kMaxNearest = 3;
constexpr size_t kMaxShown = 80;

}  // namespace

size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({substituted, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

std::vector<std::string> NearestNames(absl::string_view name, absl::Span<const absl::string_view> known) {
  const std::string wanted = absl::AsciiStrToLower(name.substr(0, kMaxCompared));
  std::vector<std::pair<size_t, absl::string_view>> near;
  for (absl::string_view candidate : known) {
    const size_t distance = EditDistance(wanted, absl::AsciiStrToLower(candidate.substr(0, kMaxCompared)));
    if (distance * 2 <= std::max(wanted.size(), candidate.size())) near.emplace_back(distance, candidate);
  }
  std::sort(near.begin(), near.end());
  std::vector<std::string> nearest;
  for (size_t i = 0; i < std::min(near.size(), kMaxNearest); ++i) nearest.emplace_back(near[i].second);
  return nearest;
}

std::string UnknownNameMessage(absl::string_view what, absl::string_view name,
                               const std::vector<std::string>& nearest) {
  std::string message = absl::StrCat("`", Shortened(name), "` is not a known ", what);
  if (!nearest.empty()) absl::StrAppend(&message, "; nearest: `", absl::StrJoin(nearest, "`, `"), "`");
  return message;
}

std::string Shortened(absl::string_view name) {
  if (name.size() <= kMaxShown) return std::string(name);
  size_t cut = kMaxShown;
  // Never inside a UTF-8 sequence.
  while (cut > 0 && (static_cast<unsigned char>(name[cut]) & 0xC0) == 0x80) --cut;
  return absl::StrCat(name.substr(0, cut), "…");
}

}  // namespace berth
