#include "server/config/allowed_callers.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "berth/v1/placement_service.pb.h"
#include "core/names/nearest_names.h"
#include "grpc/health/v1/health.pb.h"
#include "grpc/reflection/v1/reflection.pb.h"
#include "grpc/reflection/v1alpha/reflection.pb.h"
#include "server/callers/caller_name.h"
#include "server/config/shown_value.h"

namespace berth {
namespace {

constexpr size_t kMaxCallerFaults = 100;

void AddMethods(const google::protobuf::FileDescriptor& file, bool by_short_name, std::vector<std::string>& methods) {
  for (int i = 0; i < file.service_count(); ++i) {
    const google::protobuf::ServiceDescriptor& service = *file.service(i);
    methods.push_back(absl::StrCat(service.full_name(), "/*"));
    for (int j = 0; j < service.method_count(); ++j) {
      methods.push_back(absl::StrCat(service.full_name(), "/", service.method(j)->name()));
      if (by_short_name) methods.push_back(service.method(j)->name());
    }
  }
}

std::vector<std::string> KnownMethods() {
  std::vector<std::string> methods = {"*"};
  AddMethods(*v1::PlanPlacementRequest::descriptor()->file(), true, methods);
  AddMethods(*grpc::health::v1::HealthCheckRequest::descriptor()->file(), false, methods);
  AddMethods(*grpc::reflection::v1::ServerReflectionRequest::descriptor()->file(), false, methods);
  AddMethods(*grpc::reflection::v1alpha::ServerReflectionRequest::descriptor()->file(), false, methods);
  return methods;
}

// Empty if a caller can be called that.
std::string FaultIn(const std::string& name) {
  if (!IsCallerWord(name)) return "is empty, or has a comma, a semicolon, a blank or something invisible in it";
  return std::string(ParseCallerName(name).status().message());
}

}  // namespace

bool IsCallerWord(absl::string_view word) {
  return !word.empty() && IsShowable(word) && word.find_first_of(",; \t") == absl::string_view::npos;
}

std::optional<AllowedCallers> ParseAllowedCallers(absl::string_view text) {
  AllowedCallers callers;
  if (absl::StripAsciiWhitespace(text).empty()) return callers;
  for (const absl::string_view rule : absl::StrSplit(text, ';')) {
    const std::pair<absl::string_view, absl::string_view> sides = absl::StrSplit(rule, absl::MaxSplits('=', 1));
    const absl::string_view method = absl::StripAsciiWhitespace(sides.first);
    if (!IsCallerWord(method) || !absl::StrContains(rule, '=')) return std::nullopt;
    std::vector<std::string> names;
    if (!absl::StripAsciiWhitespace(sides.second).empty()) {
      for (const absl::string_view name : absl::StrSplit(sides.second, ',')) {
        names.emplace_back(absl::StripAsciiWhitespace(name));
        if (!IsCallerWord(names.back())) return std::nullopt;
      }
    }
    if (!callers.emplace(method, std::move(names)).second) return std::nullopt;
  }
  return callers;
}

std::string AllowedCallersText(const AllowedCallers& callers) {
  return absl::StrJoin(callers, ";", [](std::string* text, const AllowedCallers::value_type& rule) {
    absl::StrAppend(text, rule.first, "=", absl::StrJoin(rule.second, ","));
  });
}

std::vector<std::string> FaultsIn(const AllowedCallers& callers) {
  const std::vector<std::string> known = KnownMethods();
  const std::vector<absl::string_view> methods(known.begin(), known.end());
  std::vector<std::string> faults;
  for (const auto& [method, names] : callers) {
    if (std::find(known.begin(), known.end(), method) == known.end()) {
      faults.push_back(UnknownNameMessage("method", method, NearestNames(method, methods)));
    }
    for (const std::string& name : names) {
      const std::string fault = FaultIn(name);
      if (fault.empty()) continue;
      faults.push_back(absl::StrCat(Shown(name), " for `", Shortened(method), "` ", fault,
                                    ": write `dns:host.name`, `spiffe://domain/path`, `uri:scheme:rest`, "
                                    "`email:who@where` or `ip:10.0.0.1`, without wildcards"));
      if (faults.size() >= kMaxCallerFaults) return faults;
    }
    if (faults.size() >= kMaxCallerFaults) return faults;
  }
  return faults;
}

}  // namespace berth
