// Ends floods that gRPC 1.51 does not come out of: as long as a connection has
// bytes to read, gRPC goes on reading, on whatever thread it happens to be, and
// a client that resets its calls as fast as it makes them has bytes without end.
// Looks after connections every few milliseconds, on a thread of its own, which
// must not be one that gRPC can hold up.
#pragma once

#include <thread>

#include "absl/synchronization/notification.h"
#include "server/transport/connections.h"

namespace berth {

class FloodGuard {
 public:
  // The connections must outlive the guard.
  explicit FloodGuard(Connections& connections);
  ~FloodGuard();

  FloodGuard(const FloodGuard&) = delete;
  FloodGuard& operator=(const FloodGuard&) = delete;

 private:
  void Run();

  Connections& connections_;
  absl::Notification ending_;
  std::thread thread_;
};

}  // namespace berth
