// Where the server listens: an IP address and a port. Names are refused: one
// that stands for several addresses would be bound at one of them only.
#pragma once

#include <sys/socket.h>

#include <string>

#include "absl/status/statusor.h"

namespace berth {

struct ListenAddress {
  std::string ip;  // Without brackets.
  int port = 0;    // 0: the system chooses.

  bool is_ipv6() const { return ip.find(':') != std::string::npos; }
  // Such as `127.0.0.1:50051` or `[::1]:50051`.
  std::string ToString() const;
};

// From `ip:port` or `[ip]:port`.
absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& text);

// Whether at most one of the two can be listened on: they have the same port, which the system does not choose, and the
// same address, or one has all addresses. `[::]` has those of IPv4, too.
bool Overlap(const ListenAddress& a, const ListenAddress& b);

// The address of a socket, as the system has it.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

SocketAddress ToSocketAddress(const ListenAddress& address);
// As gRPC writes it: `ipv4:127.0.0.1:50051` or `ipv6:%5B::1%5D:50051`. Empty for other families.
std::string PeerName(const SocketAddress& address);
// 0 for other families than IPv4 and IPv6.
int PortOf(const SocketAddress& address);

}  // namespace berth
