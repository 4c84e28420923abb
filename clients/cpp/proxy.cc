#include "clients/cpp/proxy.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"

namespace berth {
namespace {

constexpr std::array<absl::string_view, 3> kProxies = {"grpc_proxy", "https_proxy", "http_proxy"};
constexpr std::array<absl::string_view, 2> kExceptions = {"no_grpc_proxy", "no_proxy"};

struct Variable {
  absl::string_view name;
  absl::string_view value;
};

// The first of `names` that is set, even if it is empty.
std::optional<Variable> FirstSet(absl::Span<const absl::string_view> names, const char* const* environment) {
  for (const absl::string_view name : names) {
    for (const char* const* at = environment; *at != nullptr; ++at) {
      absl::string_view value = *at;
      if (absl::ConsumePrefix(&value, name) && absl::ConsumePrefix(&value, "=")) return Variable{name, value};
    }
  }
  return std::nullopt;
}

bool IsExcepted(absl::string_view host, const char* const* environment) {
  const std::optional<Variable> exceptions = FirstSet(kExceptions, environment);
  if (!exceptions.has_value()) return false;
  const std::vector<absl::string_view> entries = absl::StrSplit(exceptions->value, ',', absl::SkipEmpty());
  return std::any_of(entries.begin(), entries.end(),
                     [&](absl::string_view entry) { return absl::EndsWithIgnoreCase(host, entry); });
}

}  // namespace

std::optional<Proxy> ProxyFor(const ServerAddress& server, const char* const* environment) {
  const std::optional<Variable> variable = FirstSet(kProxies, environment);
  if (!variable.has_value() || server.IsLoopback() || IsExcepted(server.host, environment)) return std::nullopt;
  // Of other schemes, gRPC logs that it does not support them, and connects directly.
  absl::string_view address = variable->value;
  if (!absl::ConsumePrefix(&address, "http://")) return std::nullopt;
  address = address.substr(0, address.find_first_of("/?#"));
  address.remove_prefix(address.rfind('@') + 1);
  if (address.empty()) return std::nullopt;
  return Proxy{.address = std::string(address), .variable = std::string(variable->name)};
}

}  // namespace berth
