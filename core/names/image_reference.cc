#include "core/names/image_reference.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace berth {
namespace {

constexpr size_t kMaxNameLength = 255;
constexpr size_t kMaxTagLength = 128;
constexpr size_t kMaxPortDigits = 5;
constexpr size_t kBareIdDigits = 64;

template <typename Predicate>
bool AllOf(absl::string_view text, Predicate predicate) {
  return std::all_of(text.begin(), text.end(), predicate);
}

bool IsPathCharacter(char c) { return absl::ascii_islower(c) || absl::ascii_isdigit(c); }
bool IsLowerHex(char c) { return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f'); }
bool IsWord(char c) { return absl::ascii_isalnum(c) || c == '_'; }

// One dot, one or two underscores, or any number of dashes.
bool IsSeparator(absl::string_view text) {
  return text == "." || text == "_" || text == "__" || AllOf(text, [](char c) { return c == '-'; });
}

// Runs of lower-case letters and digits with separators between them.
bool IsPathComponent(absl::string_view text) {
  if (text.empty() || !IsPathCharacter(text.front()) || !IsPathCharacter(text.back())) return false;
  const auto* const end = text.end();
  for (const auto* run = text.begin(); run != end;) {
    const auto* const separator = std::find_if_not(run, end, IsPathCharacter);
    run = std::find_if(separator, end, IsPathCharacter);
    if (separator != run && !IsSeparator(text.substr(separator - text.begin(), run - separator))) return false;
  }
  return true;
}

bool IsHostComponent(absl::string_view text) {
  return !text.empty() && absl::ascii_isalnum(text.front()) && absl::ascii_isalnum(text.back()) &&
         AllOf(text, [](char c) { return absl::ascii_isalnum(c) || c == '-'; });
}

bool IsHost(absl::string_view text) {
  if (absl::ConsumePrefix(&text, "[")) {
    return absl::ConsumeSuffix(&text, "]") && !text.empty() &&
           AllOf(text, [](char c) { return absl::ascii_isxdigit(c) || c == ':'; });
  }
  const std::vector<absl::string_view> components = absl::StrSplit(text, '.');
  return std::all_of(components.begin(), components.end(), IsHostComponent);
}

bool IsDomain(absl::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos || absl::EndsWith(text, "]")) return IsHost(text);
  const absl::string_view port = text.substr(colon + 1);
  return IsHost(text.substr(0, colon)) && !port.empty() && port.size() <= kMaxPortDigits &&
         AllOf(port, absl::ascii_isdigit);
}

// What a runtime takes for a registry rather than for the owner of an image.
bool LooksLikeDomain(absl::string_view component) {
  return component == "localhost" || component.find_first_of(".:") != absl::string_view::npos ||
         std::any_of(component.begin(), component.end(), absl::ascii_isupper);
}

bool IsName(absl::string_view name) {
  if (name.empty() || name.size() > kMaxNameLength) return false;
  if (name.size() == kBareIdDigits && AllOf(name, IsLowerHex)) return false;
  std::vector<absl::string_view> components = absl::StrSplit(name, '/');
  if (components.size() > 1 && LooksLikeDomain(components.front())) {
    if (!IsDomain(components.front())) return false;
    components.erase(components.begin());
  }
  return std::all_of(components.begin(), components.end(), IsPathComponent);
}

bool IsTag(absl::string_view tag) {
  return !tag.empty() && tag.size() <= kMaxTagLength && IsWord(tag.front()) &&
         AllOf(tag, [](char c) { return IsWord(c) || c == '.' || c == '-'; });
}

bool IsDigest(absl::string_view digest) {
  constexpr std::pair<absl::string_view, size_t> kAlgorithms[] = {{"sha256:", 64}, {"sha384:", 96}, {"sha512:", 128}};
  for (const auto& [algorithm, digits] : kAlgorithms) {
    if (absl::ConsumePrefix(&digest, algorithm)) return digest.size() == digits && AllOf(digest, IsLowerHex);
  }
  return false;
}

}  // namespace

bool IsImageReference(absl::string_view text) {
  if (const size_t at = text.find('@'); at != absl::string_view::npos) {
    if (!IsDigest(text.substr(at + 1))) return false;
    text = text.substr(0, at);
  }
  // A colon before a slash belongs to the domain's port.
  const size_t colon = text.rfind(':');
  const size_t slash = text.rfind('/');
  if (colon != absl::string_view::npos && (slash == absl::string_view::npos || colon > slash)) {
    if (!IsTag(text.substr(colon + 1))) return false;
    text = text.substr(0, colon);
  }
  return IsName(text);
}

}  // namespace berth
