#include "core/workers_ai/application_name.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "core/wire/wire.h"

namespace berth {
namespace {

constexpr size_t kMaxLength = 63;
constexpr size_t kHashDigits = 8;

bool IsNameCharacter(char c) { return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-'; }

bool IsPlain(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return IsNameCharacter(c) && c != '-'; });
}

// Whether the id can be told from its name: the first two dashes stand for the two slashes.
bool IsReversible(absl::string_view model_id) {
  if (!absl::ConsumePrefix(&model_id, "@")) return false;
  const std::vector<absl::string_view> parts = absl::StrSplit(model_id, '/');
  return parts.size() == 3 && IsPlain(parts[0]) && IsPlain(parts[1]) && !parts[2].empty() && parts[2].front() != '-' &&
         parts[2].back() != '-' && std::all_of(parts[2].begin(), parts[2].end(), IsNameCharacter);
}

std::string Dashed(absl::string_view model_id) {
  std::string name;
  for (const char c : absl::AsciiStrToLower(model_id)) {
    if (IsNameCharacter(c)) {
      name += c;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
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
  const std::string dashed = Dashed(model_id);
  absl::string_view name = WithoutDashes(dashed);
  if (IsReversible(model_id) && name.size() <= kMaxLength) return std::string(name);
  const std::string digits = Sha256(model_id).substr(std::string("sha256:").size(), kHashDigits);
  name = WithoutDashes(name.substr(0, kMaxLength - kHashDigits - 1));
  return absl::StrCat(name.empty() ? "model" : name, "-", digits);
}

}  // namespace berth
