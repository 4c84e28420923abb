#include "core/workers_ai/application_name.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "core/names/kubernetes_names.h"
#include "core/wire/wire.h"

namespace berth {
namespace {

constexpr size_t kMaxLength = 63;
constexpr size_t kHashDigits = 8;

bool IsNameCharacter(char c) { return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-'; }

bool IsLowerHex(char c) { return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f'); }

bool EndsLikeSuffix(absl::string_view name) {
  if (name.size() <= kHashDigits) return false;
  const absl::string_view end = name.substr(name.size() - kHashDigits - 1);
  return end.front() == '-' && std::all_of(end.begin() + 1, end.end(), IsLowerHex);
}

// A run of dashes stays as it is, a run with any other character between letters and digits becomes one dash.
std::string Dashed(absl::string_view model_id) {
  std::string name;
  std::string dashes;
  bool altered = false;
  for (const char c : absl::AsciiStrToLower(model_id)) {
    if (!IsNameCharacter(c)) {
      altered = true;
    } else if (c == '-') {
      dashes += c;
    } else {
      absl::StrAppend(&name, altered ? "-" : dashes, std::string(1, c));
      dashes.clear();
      altered = false;
    }
  }
  return name;
}

absl::string_view WithoutDashes(absl::string_view name) {
  while (absl::ConsumePrefix(&name, "-")) {
  }
  while (absl::ConsumeSuffix(&name, "-")) {
  }
  return name;
}

}  // namespace

std::string ApplicationName(absl::string_view model_id) {
  if (IsDnsLabel(model_id) && !EndsLikeSuffix(model_id)) return std::string(model_id);
  const std::string dashed = Dashed(model_id);
  const std::string digits = Sha256(model_id).substr(std::string("sha256:").size(), kHashDigits);
  const absl::string_view name = WithoutDashes(WithoutDashes(dashed).substr(0, kMaxLength - kHashDigits - 1));
  return absl::StrCat(name.empty() ? "model" : name, "-", digits);
}

}  // namespace berth
