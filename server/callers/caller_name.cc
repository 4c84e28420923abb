#include "server/callers/caller_name.h"

#include <arpa/inet.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace berth {
namespace {

constexpr absl::string_view kSpiffe = "spiffe://";

// Empty if it is no address.
std::string CanonicalAddress(const std::string& text) {
  for (const int family : {AF_INET, AF_INET6}) {
    unsigned char address[sizeof(in6_addr)];
    char canonical[INET6_ADDRSTRLEN];
    if (inet_pton(family, text.c_str(), address) == 1 &&
        inet_ntop(family, address, canonical, sizeof(canonical)) != nullptr) {
      return canonical;
    }
  }
  return "";
}

std::string Canonical(absl::string_view type, absl::string_view name) {
  if (type == "dns") return absl::AsciiStrToLower(absl::StripSuffix(name, "."));
  if (type == "email") {
    const size_t at = name.rfind('@');
    if (at == absl::string_view::npos) return std::string(name);
    return absl::StrCat(name.substr(0, at), absl::AsciiStrToLower(name.substr(at)));
  }
  if (type != "ip" || absl::StrContains(name, absl::string_view("\0", 1))) return std::string(name);
  const std::string address = CanonicalAddress(std::string(name));
  return address.empty() ? std::string(name) : address;
}

}  // namespace

absl::StatusOr<std::string> ParseCallerName(absl::string_view text) {
  if (absl::StartsWith(text, kSpiffe)) return ParseCallerName(absl::StrCat("uri:", text));
  const size_t colon = text.find(':');
  const absl::string_view type = text.substr(0, colon);
  const bool known = type == "dns" || type == "uri" || type == "email" || type == "ip";
  if (colon == absl::string_view::npos || !known) {
    return absl::InvalidArgumentError("does not begin with `dns:`, `uri:`, `spiffe://`, `email:` or `ip:`");
  }
  const absl::string_view name = text.substr(colon + 1);
  if (name.empty()) return absl::InvalidArgumentError("has no name after the colon");
  if (name == kSpiffe) return absl::InvalidArgumentError("has no name after the slashes");
  if ((type != "uri" || absl::StartsWith(name, kSpiffe)) && absl::StrContains(name, "*")) {
    return absl::InvalidArgumentError("has a `*`, and names are compared as they are");
  }
  if (type == "uri" && !absl::StrContains(name, ':')) return absl::InvalidArgumentError("is no URI: it has no scheme");
  if (type == "email" && !absl::StrContains(name, '@')) return absl::InvalidArgumentError("is no e-mail address");
  if (type == "ip" && CanonicalAddress(std::string(name)).empty()) {
    return absl::InvalidArgumentError("is no IP address");
  }
  return CallerNameOf(type, name);
}

std::string CallerNameOf(absl::string_view type, absl::string_view name) {
  return absl::StrCat(type, ":", Canonical(type, name));
}

}  // namespace berth
