#include "server/config/allowed_callers.h"

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
#include "server/callers/caller_rules.h"
#include "server/config/shown_value.h"

namespace berth {
namespace {

constexpr size_t kMaxCallerFaults = 100;

void AddMethods(const google::protobuf::FileDescriptor& file, std::vector<std::string>& methods) {
  for (int i = 0; i < file.service_count(); ++i) {
    const google::protobuf::ServiceDescriptor& service = *file.service(i);
    for (int j = 0; j < service.method_count(); ++j) {
      methods.push_back(absl::StrCat(service.full_name(), "/", service.method(j)->name()));
    }
  }
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

std::vector<std::string> MethodsForCallers(bool reflection) {
  std::vector<std::string> methods;
  AddMethods(*v1::PlanPlacementRequest::descriptor()->file(), methods);
  AddMethods(*grpc::health::v1::HealthCheckRequest::descriptor()->file(), methods);
  if (!reflection) return methods;
  AddMethods(*grpc::reflection::v1::ServerReflectionRequest::descriptor()->file(), methods);
  AddMethods(*grpc::reflection::v1alpha::ServerReflectionRequest::descriptor()->file(), methods);
  return methods;
}

std::vector<std::string> FaultsIn(const AllowedCallers& callers) {
  std::vector<std::string> faults = FaultsOfMethods(callers, MethodsForCallers(/*reflection=*/true));
  for (const auto& [method, names] : callers) {
    for (const std::string& name : names) {
      if (faults.size() >= kMaxCallerFaults) break;
      const std::string fault = FaultIn(name);
      if (fault.empty()) continue;
      faults.push_back(absl::StrCat(Shown(name), " for `", Shortened(method), "` ", fault,
                                    ": write `dns:host.name`, `spiffe://domain/path`, `uri:scheme:rest`, "
                                    "`email:who@where` or `ip:10.0.0.1`, without wildcards"));
    }
  }
  if (faults.size() > kMaxCallerFaults) faults.resize(kMaxCallerFaults);
  return faults;
}

}  // namespace berth
