// Where a client finds a server: a host and a port, as people write them.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace berth {

struct ServerAddress {
  // A name or an IP address, without brackets.
  std::string host;
  // 1 to 65535.
  int port = 0;

  // `localhost` and the addresses that do not leave this machine, the unspecified ones among them.
  bool IsLoopback() const;
  // As gRPC dials it, whatever schemes the host's name looks like: `dns:///[::1]:50051`.
  std::string Target() const;
};

// From `host:port` or `[ipv6]:port`. INVALID_ARGUMENT says what is wrong with it. Looks nothing up.
absl::StatusOr<ServerAddress> ParseServerAddress(absl::string_view text);

}  // namespace berth
