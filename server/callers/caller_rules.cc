#include "server/callers/caller_rules.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "core/errors/error_report.h"
#include "server/callers/caller_name.h"

namespace berth {
namespace {

constexpr char kEverythingElse[] = "*";
constexpr char kHealthService[] = "grpc.health.v1.Health/";

absl::string_view ServiceOf(absl::string_view method) { return method.substr(0, method.rfind('/') + 1); }

std::string Quoted(absl::string_view text) { return absl::StrCat("`", absl::Utf8SafeCHexEscape(text), "`"); }

// The key as rules are looked up by: a full name, a service with its slash and a star, or a star.
absl::StatusOr<std::string> ResolveKey(const std::string& key, absl::Span<const std::string> methods) {
  if (key == kEverythingElse) return key;
  absl::string_view service = key;
  const bool whole_service = absl::ConsumeSuffix(&service, "*") && absl::EndsWith(service, "/");
  std::vector<std::string> found;
  for (const std::string& method : methods) {
    const bool fits =
        whole_service ? ServiceOf(method) == service : method == key || absl::EndsWith(method, absl::StrCat("/", key));
    if (fits) found.push_back(method);
  }
  if (found.empty()) return absl::InvalidArgumentError(absl::StrCat(Quoted(key), " is no method of this server"));
  if (whole_service) return key;
  if (found.size() == 1) return found.front();
  return absl::InvalidArgumentError(
      absl::StrCat(Quoted(key), " is a method of several services: ", absl::StrJoin(found, ", ")));
}

}  // namespace

absl::StatusOr<CallerRules> CallerRules::Make(const std::map<std::string, std::vector<std::string>>& allowed,
                                              absl::Span<const std::string> methods) {
  CallerRules rules;
  std::vector<std::string> faults;
  for (const auto& [key, callers] : allowed) {
    const absl::StatusOr<std::string> resolved = ResolveKey(key, methods);
    if (!resolved.ok()) faults.emplace_back(resolved.status().message());
    Names names;
    for (const std::string& caller : callers) {
      absl::StatusOr<std::string> name = ParseCallerName(caller);
      if (name.ok()) {
        names.insert(*std::move(name));
      } else {
        faults.push_back(absl::StrCat(Quoted(caller), " ", name.status().message()));
      }
    }
    if (resolved.ok() && !rules.allowed_.emplace(*resolved, std::move(names)).second) {
      faults.push_back(absl::StrCat("`", *resolved, "` has two lists, by its full and by its short name"));
    }
  }
  if (!faults.empty()) return absl::InvalidArgumentError(absl::StrJoin(faults, "; "));
  return rules;
}

bool CallerRules::Admits(absl::string_view method, absl::Span<const std::string> names) const {
  if (allowed_.empty()) return true;
  const Names* list = ListFor(method);
  if (list == nullptr) return absl::StartsWith(method, kHealthService);
  return std::any_of(names.begin(), names.end(), [list](const std::string& name) { return list->contains(name); });
}

const CallerRules::Names* CallerRules::ListFor(absl::string_view method) const {
  const absl::string_view service = ServiceOf(method);
  for (const std::string& key : {std::string(method), absl::StrCat(service, kEverythingElse)}) {
    if (const auto found = allowed_.find(key); found != allowed_.end()) return &found->second;
  }
  if (service == kHealthService) return nullptr;
  const auto found = allowed_.find(kEverythingElse);
  return found == allowed_.end() ? nullptr : &found->second;
}

absl::Status CallerNotAllowed(absl::string_view method, absl::string_view display) {
  return ErrorStatus(v1::ERROR_REASON_CALLER_NOT_ALLOWED, "",
                     absl::StrCat("caller `", display.empty() ? "unknown" : display, "` may not call `", method, "`"));
}

}  // namespace berth
