// Where the server listens: an IP address and a port. Names are refused, because
// gRPC is content when it can bind one of the addresses that a name stands for.
#pragma once

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

// Why the address cannot be bound, in the system's words; gRPC does not say. For use after it failed.
std::string WhyNotListening(const ListenAddress& address);

}  // namespace berth
