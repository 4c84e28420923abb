#include "clients/cpp/server_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace berth {
namespace {

constexpr int kMaxPort = 65535;
constexpr uint32_t kLoopbackNetwork = 127;

std::optional<in_addr> ParseIpv4(const std::string& host) {
  in_addr address = {};
  return inet_pton(AF_INET, host.c_str(), &address) == 1 ? std::optional(address) : std::nullopt;
}

std::optional<in6_addr> ParseIpv6(absl::string_view host) {
  in6_addr address = {};
  // What follows `%` names an interface.
  const std::string ip(host.substr(0, host.find('%')));
  return inet_pton(AF_INET6, ip.c_str(), &address) == 1 ? std::optional(address) : std::nullopt;
}

// Of an address in network order. The system takes 0.0.0.0 for itself.
bool IsLoopbackIpv4(uint32_t address) {
  constexpr int kNetworkShift = 24;
  return address == 0 || ntohl(address) >> kNetworkShift == kLoopbackNetwork;
}

bool IsHostName(absl::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_';
  });
}

// 0 if `text` is no port.
int ParsePort(absl::string_view text) {
  int port = 0;
  const bool digits = text.find_first_not_of("0123456789") == absl::string_view::npos;
  return digits && absl::SimpleAtoi(text, &port) && port <= kMaxPort ? port : 0;
}

}  // namespace

bool ServerAddress::IsLoopback() const {
  const std::string name = absl::AsciiStrToLower(host);
  if (name == "localhost" || absl::EndsWith(name, ".localhost")) return true;
  if (const auto ipv4 = ParseIpv4(host)) return IsLoopbackIpv4(ipv4->s_addr);
  const auto ipv6 = ParseIpv6(host);
  if (!ipv6.has_value()) return false;
  if (IN6_IS_ADDR_V4MAPPED(&*ipv6)) {
    in_addr embedded = {};
    std::copy(ipv6->s6_addr + sizeof(in6_addr) - sizeof(in_addr), ipv6->s6_addr + sizeof(in6_addr),
              reinterpret_cast<uint8_t*>(&embedded));
    return IsLoopbackIpv4(embedded.s_addr);
  }
  return IN6_IS_ADDR_LOOPBACK(&*ipv6) || IN6_IS_ADDR_UNSPECIFIED(&*ipv6);
}

std::string ServerAddress::Target() const {
  return absl::StrContains(host, ':') ? absl::StrCat("dns:///[", host, "]:", port)
                                      : absl::StrCat("dns:///", host, ":", port);
}

absl::StatusOr<ServerAddress> ParseServerAddress(absl::string_view text) {
  const auto fault = [&](absl::string_view what) {
    return absl::InvalidArgumentError(absl::StrCat("`", text, "` ", what));
  };
  if (text.empty()) return absl::InvalidArgumentError("an address is needed, such as `127.0.0.1:50051`");
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos) return fault(absl::StrCat("has no port: write it as `", text, ":50051`"));
  absl::string_view host = text.substr(0, colon);
  const bool bracketed = absl::ConsumePrefix(&host, "[") && absl::ConsumeSuffix(&host, "]");
  if (bracketed ? !ParseIpv6(host).has_value() : !IsHostName(host)) {
    if (ParseIpv6(host).has_value()) return fault("needs brackets around the IPv6 address, as in `[::1]:50051`");
    return fault("does not begin with a host name or an IP address, such as `127.0.0.1` or `[::1]`");
  }
  const int port = ParsePort(text.substr(colon + 1));
  if (port == 0) return fault("does not end in a port from 1 to 65535");
  return ServerAddress{.host = std::string(host), .port = port};
}

}  // namespace berth
