#include "server/transport/listen_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace berth {
namespace {

bool IsIp(const std::string& ip) {
  in6_addr address;
  return inet_pton(AF_INET, ip.c_str(), &address) == 1 || inet_pton(AF_INET6, ip.c_str(), &address) == 1;
}

// In the form of IPv6, which has a place for those of IPv4.
in6_addr Ipv6Of(const ListenAddress& address) {
  in6_addr ipv6{};
  const std::string text = address.is_ipv6() ? address.ip : absl::StrCat("::ffff:", address.ip);
  inet_pton(AF_INET6, text.c_str(), &ipv6);
  return ipv6;
}

// Whether listening on `all` takes the address of `one`.
bool Covers(const ListenAddress& all, const ListenAddress& one) {
  const in6_addr ipv6 = Ipv6Of(all);
  if (IN6_IS_ADDR_UNSPECIFIED(&ipv6)) return true;
  const bool every_ipv4 = IN6_IS_ADDR_V4MAPPED(&ipv6) && ipv6.s6_addr32[3] == INADDR_ANY;
  const in6_addr other = Ipv6Of(one);
  return every_ipv4 && IN6_IS_ADDR_V4MAPPED(&other);
}

}  // namespace

std::string ListenAddress::ToString() const {
  return is_ipv6() ? absl::StrCat("[", ip, "]:", port) : absl::StrCat(ip, ":", port);
}

absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos) {
    return absl::InvalidArgumentError(absl::StrCat("`", text, "` has no port: write it as `127.0.0.1:50051`"));
  }
  std::string ip = text.substr(0, colon);
  const std::string port = text.substr(colon + 1);
  const bool bracketed = ip.size() > 2 && ip.front() == '[' && ip.back() == ']';
  if (bracketed) ip = ip.substr(1, ip.size() - 2);

  ListenAddress address{.ip = ip};
  if (!IsIp(address.ip) || address.is_ipv6() != bracketed) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", text, "` does not begin with an IP address, such as `127.0.0.1` or `[::1]`"));
  }
  const bool digits = !port.empty() && std::all_of(port.begin(), port.end(), absl::ascii_isdigit);
  if (!digits || !absl::SimpleAtoi(port, &address.port) || address.port > 65535) {
    return absl::InvalidArgumentError(absl::StrCat("`", text, "` does not end in a port from 0 to 65535"));
  }
  return address;
}

bool Overlap(const ListenAddress& a, const ListenAddress& b) {
  if (a.port != b.port || a.port == 0) return false;
  const in6_addr first = Ipv6Of(a);
  const in6_addr second = Ipv6Of(b);
  return IN6_ARE_ADDR_EQUAL(&first, &second) || Covers(a, b) || Covers(b, a);
}

SocketAddress ToSocketAddress(const ListenAddress& address) {
  SocketAddress result;
  if (address.is_ipv6()) {
    auto& name = reinterpret_cast<sockaddr_in6&>(result.storage);
    name.sin6_family = AF_INET6;
    name.sin6_port = htons(static_cast<uint16_t>(address.port));
    inet_pton(AF_INET6, address.ip.c_str(), &name.sin6_addr);
    result.size = sizeof(name);
  } else {
    auto& name = reinterpret_cast<sockaddr_in&>(result.storage);
    name.sin_family = AF_INET;
    name.sin_port = htons(static_cast<uint16_t>(address.port));
    inet_pton(AF_INET, address.ip.c_str(), &name.sin_addr);
    result.size = sizeof(name);
  }
  return result;
}

std::string PeerName(const SocketAddress& address) {
  char ip[INET6_ADDRSTRLEN] = {};
  const int port = PortOf(address);
  if (address.storage.ss_family == AF_INET) {
    const auto& name = reinterpret_cast<const sockaddr_in&>(address.storage);
    inet_ntop(AF_INET, &name.sin_addr, ip, sizeof(ip));
    return absl::StrCat("ipv4:", ip, ":", port);
  }
  if (address.storage.ss_family == AF_INET6) {
    const auto& name = reinterpret_cast<const sockaddr_in6&>(address.storage);
    // gRPC writes IPv4 in IPv6 as IPv4.
    if (IN6_IS_ADDR_V4MAPPED(&name.sin6_addr)) {
      inet_ntop(AF_INET, &name.sin6_addr.s6_addr[12], ip, sizeof(ip));
      return absl::StrCat("ipv4:", ip, ":", port);
    }
    inet_ntop(AF_INET6, &name.sin6_addr, ip, sizeof(ip));
    return absl::StrCat("ipv6:%5B", ip, "%5D:", port);
  }
  return "";
}

int PortOf(const SocketAddress& address) {
  if (address.storage.ss_family == AF_INET) {
    return ntohs(reinterpret_cast<const sockaddr_in&>(address.storage).sin_port);
  }
  if (address.storage.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6&>(address.storage).sin6_port);
  }
  return 0;
}

}  // namespace berth
