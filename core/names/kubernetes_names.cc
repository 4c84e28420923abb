#include "core/names/kubernetes_names.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace berth {
namespace {

constexpr size_t kMaxLabelLength = 63;
constexpr size_t kMaxSubdomainLength = 253;
constexpr size_t kMaxEnvVarNameLength = 253;
constexpr int kMibPerGib = 1024;
constexpr int kMillisPerCore = 1000;

bool IsLowerAlnum(char c) { return absl::ascii_islower(c) || absl::ascii_isdigit(c); }

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
  return !name.empty() && name.size() <= kMaxEnvVarNameLength && !absl::ascii_isdigit(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.'; });
}

bool IsMountPath(absl::string_view path) {
  return path.size() > 1 && path.front() == '/' && path.find(':') == absl::string_view::npos;
}

std::string MemoryQuantity(int memory_mib) {
  return memory_mib % kMibPerGib == 0 && memory_mib != 0 ? absl::StrCat(memory_mib / kMibPerGib, "Gi")
                                                         : absl::StrCat(memory_mib, "Mi");
}

std::string CpuQuantity(int cpu_millis) {
  return cpu_millis % kMillisPerCore == 0 ? absl::StrCat(cpu_millis / kMillisPerCore) : absl::StrCat(cpu_millis, "m");
}

}  // namespace berth
