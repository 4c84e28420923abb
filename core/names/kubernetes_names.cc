#include "core/names/kubernetes_names.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/types/span.h"

namespace berth {
namespace {

constexpr size_t kMaxLabelLength = 63;
constexpr size_t kMaxSubdomainLength = 253;
constexpr size_t kMaxEnvVarNameLength = 253;
constexpr int kMibPerGib = 1024;
constexpr int kMillisPerCore = 1000;

bool IsLowerAlnum(char c) { return absl::ascii_islower(c) || absl::ascii_isdigit(c); }

// The amount in the largest unit that leaves no fraction, which is the canonical one. `suffixes` are the units, each
// `base` times the one before.
std::string Quantity(int amount, int base, absl::Span<const absl::string_view> suffixes) {
  if (amount == 0) return "0";
  size_t unit = 0;
  for (; unit + 1 < suffixes.size() && amount % base == 0; ++unit) amount /= base;
  return absl::StrCat(amount, suffixes[unit]);
}

}  // namespace

bool IsDnsLabel(absl::string_view name) {
  return !name.empty() && name.size() <= kMaxLabelLength && IsLowerAlnum(name.front()) && IsLowerAlnum(name.back()) &&
         std::all_of(name.begin(), name.end(), [](char c) { return IsLowerAlnum(c) || c == '-'; });
}

bool IsDnsSubdomain(absl::string_view name) {
  if (name.empty() || name.size() > kMaxSubdomainLength) return false;
  for (absl::string_view label : absl::StrSplit(name, '.')) {
    if (!IsDnsLabel(label)) return false;
  }
  return true;
}

bool IsLabelValue(absl::string_view value) {
  if (value.empty()) return true;
  return value.size() <= kMaxLabelLength && absl::ascii_isalnum(value.front()) && absl::ascii_isalnum(value.back()) &&
         std::all_of(value.begin(), value.end(),
                     [](char c) { return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.'; });
}

bool IsQualifiedName(absl::string_view key) {
  const size_t slash = key.find('/');
  if (slash != absl::string_view::npos) {
    if (!IsDnsSubdomain(key.substr(0, slash))) return false;
    key.remove_prefix(slash + 1);
  }
  return !key.empty() && IsLabelValue(key);
}

bool IsEnvVarName(absl::string_view name) {
  return !name.empty() && name != "." && !absl::StartsWith(name, "..") && name.size() <= kMaxEnvVarNameLength &&
         !absl::ascii_isdigit(name.front()) && std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
         });
}

bool IsMountPath(absl::string_view path) {
  return path.size() > 1 && path.front() == '/' &&
         std::none_of(path.begin(), path.end(), [](char c) { return c == ':' || absl::ascii_iscntrl(c); });
}

std::string MemoryQuantity(int memory_mib) { return Quantity(memory_mib, kMibPerGib, {"Mi", "Gi", "Ti", "Pi"}); }

std::string CpuQuantity(int cpu_millis) { return Quantity(cpu_millis, kMillisPerCore, {"m", "", "k", "M"}); }

}  // namespace berth
