#include "core/names/identifiers.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace berth {
namespace {

constexpr size_t kImageIdDigits = 64;
constexpr size_t kUuidDigits = 32;
constexpr size_t kDashedUuidLength = 36;
constexpr absl::string_view kGpuPrefix = "gpu-";

bool IsHex(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isxdigit(c); });
}

}  // namespace

std::string CanonicalSkuName(absl::string_view compute_unit, int count) {
  if (count == 1) return std::string(compute_unit);
  if (!absl::StartsWith(compute_unit, kGpuPrefix)) return absl::StrCat(count, "x-", compute_unit);
  return absl::StrCat(kGpuPrefix, count, "x-", absl::StripPrefix(compute_unit, kGpuPrefix));
}

std::optional<UnitCount> SplitSkuName(absl::string_view name) {
  absl::string_view rest = name;
  const bool gpu = absl::ConsumePrefix(&rest, kGpuPrefix);
  const size_t mark = rest.find("x-");
  UnitCount split;
  if (mark == absl::string_view::npos || !absl::SimpleAtoi(rest.substr(0, mark), &split.count)) return std::nullopt;
  split.compute_unit = absl::StrCat(gpu ? kGpuPrefix : "", rest.substr(mark + 2));
  // `gpu-02x-a100` and `gpu-1x-a100` are nobody's names.
  if (CanonicalSkuName(split.compute_unit, split.count) != name) return std::nullopt;
  return split;
}

std::optional<std::string> ParseImageId(absl::string_view id) {
  absl::ConsumePrefix(&id, "sha256:");
  if (id.size() != kImageIdDigits || !IsHex(id)) return std::nullopt;
  return absl::AsciiStrToLower(id);
}

std::optional<std::string> ParseUuid(absl::string_view id) {
  std::string digits(id);
  if (id.size() == kDashedUuidLength) {
    for (const size_t dash : {23, 18, 13, 8}) {
      if (digits[dash] != '-') return std::nullopt;
      digits.erase(dash, 1);
    }
  }
  if (digits.size() != kUuidDigits || !IsHex(digits)) return std::nullopt;
  absl::AsciiStrToLower(&digits);
  return digits;
}

}  // namespace berth
