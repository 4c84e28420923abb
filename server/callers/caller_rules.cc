#include "server/callers/caller_rules.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/errors/error_report.h"
#include "core/names/nearest_names.h"
#include "server/callers/caller_name.h"

namespace berth {
namespace {

constexpr char kEverythingElse[] = "*";
constexpr char kHealthService[] = "grpc.health.v1.Health/";
// The others have names that say little by themselves, such as `Check`.
constexpr char kServiceWithShortNames[] = "berth.v1.PlacementService/";

absl::string_view ServiceOf(absl::string_view method) { return method.substr(0, method.rfind('/') + 1); }

std::string Quoted(absl::string_view text) { return absl::StrCat("`", absl::Utf8SafeCHexEscape(text), "`"); }

using Keys = absl::flat_hash_map<std::string, std::string>;

// Every key that a list can have, and what rules are looked up by: a full name, a service with its slash and a star, or
// a star.
Keys KeysOf(absl::Span<const std::string> methods) {
  Keys keys;
  keys.emplace(kEverythingElse, kEverythingElse);
  for (const std::string& method : methods) {
    const std::string whole_service = absl::StrCat(ServiceOf(method), kEverythingElse);
    keys.emplace(method, method);
    keys.emplace(whole_service, whole_service);
    if (ServiceOf(method) == kServiceWithShortNames) keys.emplace(method.substr(ServiceOf(method).size()), method);
  }
  return keys;
}

std::string UnknownMethod(const std::string& key, const Keys& keys) {
  std::vector<absl::string_view> known;
  for (const auto& [name, full] : keys) known.emplace_back(name);
  std::sort(known.begin(), known.end());
  return UnknownNameMessage("method", absl::Utf8SafeCHexEscape(key), NearestNames(key, known));
}

}  // namespace

std::vector<std::string> FaultsOfMethods(const std::map<std::string, std::vector<std::string>>& allowed,
                                         absl::Span<const std::string> methods) {
  const Keys keys = KeysOf(methods);
  std::map<std::string, std::vector<std::string>> written;
  std::vector<std::string> faults;
  for (const auto& [key, callers] : allowed) {
    if (const auto known = keys.find(key); known != keys.end()) {
      written[known->second].push_back(key);
    } else {
      faults.push_back(UnknownMethod(key, keys));
    }
  }
  for (const auto& [method, names] : written) {
    if (names.size() == 1) continue;
    faults.push_back(absl::StrCat("`", absl::StrJoin(names, "` and `"), "` are the same method: give it one list"));
  }
  return faults;
}

absl::StatusOr<CallerRules> CallerRules::Make(const std::map<std::string, std::vector<std::string>>& allowed,
                                              absl::Span<const std::string> methods) {
  CallerRules rules;
  std::vector<std::string> faults = FaultsOfMethods(allowed, methods);
  const Keys keys = KeysOf(methods);
  for (const auto& [key, callers] : allowed) {
    Names names;
    for (const std::string& caller : callers) {
      absl::StatusOr<std::string> name = ParseCallerName(caller);
      if (name.ok()) {
        names.insert(*std::move(name));
      } else {
        faults.push_back(absl::StrCat(Quoted(caller), " ", name.status().message()));
      }
    }
    if (const auto known = keys.find(key); known != keys.end()) rules.allowed_.emplace(known->second, std::move(names));
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
