// Ends floods that gRPC 1.51 does not come out of: as long as a connection has
// bytes to read, gRPC goes on reading, on the thread that should take events
// from the queue, and a client that resets its calls as fast as it makes them
// has bytes without end. An honest client has not: it waits for answers.
//
// Every tick the guard looks whether a queue's thread has burnt processor time
// inside gRPC without getting an event. For each that has, it cuts the
// connection of which most was read meanwhile, unless its client got answers in
// keeping with that; when none is left to take events, all connections that have
// a full buffer. Has a thread of its own.
#pragma once

#include <cstdint>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "server/transport/call_queue.h"
#include "server/transport/connections.h"

namespace berth {

class FloodGuard {
 public:
  // All must outlive the guard. The queues have started.
  FloodGuard(const std::vector<const CallQueue*>& queues, Connections& connections);
  ~FloodGuard();

  FloodGuard(const FloodGuard&) = delete;
  FloodGuard& operator=(const FloodGuard&) = delete;

 private:
  struct Watched {
    const CallQueue* queue = nullptr;
    uint64_t progress = 0;
    absl::Duration cpu = {};         // Of its thread, since the start.
    absl::Duration cpu_inside = {};  // Since it went into gRPC, and has not come out.
    int ticks_inside = 0;
  };

  void Run();
  void LookAtQueues();
  void CutFloods();
  // Queues whose threads have burnt at least that much inside gRPC.
  int64_t CountInside(absl::Duration least) const;

  Connections& connections_;
  std::vector<Watched> queues_;
  absl::Notification ending_;
  std::thread thread_;
};

}  // namespace berth
