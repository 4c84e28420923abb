// A socket that listens, with the system's own word where that cannot be.
#pragma once

#include "absl/status/statusor.h"
#include "server/transport/listen_address.h"

namespace berth {

struct ListeningSocket {
  int descriptor = -1;    // Not blocking. For the caller to close.
  ListenAddress address;  // With the port that the system chose.
};

// Connections wait until they are accepted. UNAVAILABLE, with the system's reason, if the address cannot be listened
// on. `receive_buffer_bytes` is for the connections; 0 leaves it to the system.
absl::StatusOr<ListeningSocket> ListenOn(const ListenAddress& address, int receive_buffer_bytes = 0);

}  // namespace berth
