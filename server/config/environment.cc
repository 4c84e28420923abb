#include "server/config/environment.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "server/config/setting_table.h"

namespace berth {
namespace {

constexpr absl::string_view kPrefix = "BERTH_";

std::string AsVariable(absl::string_view name) { return absl::StrCat(kPrefix, absl::AsciiStrToUpper(name)); }

// BERTH_SERVICE_HOST, BERTH_SERVICE_PORT_GRPC, BERTH_PORT=tcp://…, BERTH_CANARY_PORT_50051_TCP_ADDR.
bool IsServiceLink(absl::string_view variable, absl::string_view value) {
  if (absl::EndsWith(variable, "_SERVICE_HOST") || absl::StrContains(variable, "_SERVICE_PORT")) return true;
  for (const absl::string_view protocol : {"tcp", "udp", "sctp"}) {
    const std::string scheme = absl::StrCat(protocol, "://");
    const std::string part = absl::StrCat("_", absl::AsciiStrToUpper(protocol));
    if (absl::EndsWith(variable, "_PORT") && absl::StartsWith(value, scheme)) return true;
    const size_t port = variable.find("_PORT_");
    if (port == absl::string_view::npos) continue;
    absl::string_view rest = variable.substr(port + 6);
    const size_t digits = rest.find_first_not_of("0123456789");
    if (digits != 0 && digits != absl::string_view::npos && absl::StartsWith(rest.substr(digits), part)) return true;
  }
  return false;
}

}  // namespace

Assignments ParseEnvironment(absl::Span<const std::string> entries) {
  Assignments result;
  for (const std::string& entry : entries) {
    const std::pair<absl::string_view, absl::string_view> sides = absl::StrSplit(entry, absl::MaxSplits('=', 1));
    const absl::string_view variable = sides.first;
    if (!absl::StartsWith(variable, kPrefix)) continue;
    const std::string name = absl::AsciiStrToLower(absl::StripPrefix(variable, kPrefix));
    if (AsVariable(name) == variable && (name == "config" || FindSetting(name) != nullptr)) {
      result.values.push_back(
          {name, std::string(sides.second), SettingSource::kEnvironment, absl::StrCat("environment ", variable)});
    } else if (!IsServiceLink(variable, sides.second)) {
      const auto as_given = [&](absl::string_view each) {
        return each == name ? std::string(variable) : AsVariable(each);
      };
      result.faults.push_back(absl::StrCat("environment: ", UnknownSetting(name, as_given)));
    }
  }
  return result;
}

}  // namespace berth
