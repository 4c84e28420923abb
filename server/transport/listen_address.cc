#include "server/transport/listen_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace berth {
namespace {

bool IsIp(const std::string& ip) {
  in6_addr address;
  return inet_pton(AF_INET, ip.c_str(), &address) == 1 || inet_pton(AF_INET6, ip.c_str(), &address) == 1;
}

int Bind(int socket, const ListenAddress& address) {
  if (address.is_ipv6()) {
    sockaddr_in6 name{};
    name.sin6_family = AF_INET6;
    name.sin6_port = htons(static_cast<uint16_t>(address.port));
    inet_pton(AF_INET6, address.ip.c_str(), &name.sin6_addr);
    return bind(socket, reinterpret_cast<const sockaddr*>(&name), sizeof(name));
  }
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(static_cast<uint16_t>(address.port));
  inet_pton(AF_INET, address.ip.c_str(), &name.sin_addr);
  return bind(socket, reinterpret_cast<const sockaddr*>(&name), sizeof(name));
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

std::string WhyNotListening(const ListenAddress& address) {
  const int socket = ::socket(address.is_ipv6() ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return std::generic_category().message(errno);
  const int enable = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &enable, sizeof(enable));
  const bool bound = Bind(socket, address) == 0 && listen(socket, 1) == 0;
  std::string reason = bound ? "it was taken a moment ago" : std::generic_category().message(errno);
  close(socket);
  reason.front() = absl::ascii_tolower(reason.front());
  return reason;
}

}  // namespace berth
