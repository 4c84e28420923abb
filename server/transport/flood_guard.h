// Ends floods that gRPC 1.51 does not come out of: as long as a connection has
// bytes to read, gRPC goes on reading, on whatever thread it happens to be, and
// a client that resets its calls as fast as it makes them has bytes without end.
// Looks at connections every few milliseconds, on a thread of its own, which
// must not be one that gRPC can hold up.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "server/transport/call_queue.h"
#include "server/transport/connections.h"

namespace berth {

class FloodGuard {
 public:
  // The connections, and the queues that take up their calls, must outlive the guard.
  FloodGuard(Connections& connections, std::vector<CallQueue*> queues);
  ~FloodGuard();

  FloodGuard(const FloodGuard&) = delete;
  FloodGuard& operator=(const FloodGuard&) = delete;

 private:
  void Run();
  void AskQueues(absl::Time now);
  bool QueuesHadTheirChance() const;

  Connections& connections_;
  const std::vector<CallQueue*> queues_;
  // When the queues were asked to catch up, and how many have not yet. Shared with tasks that may outlive the guard.
  absl::Time asked_at_ = absl::InfinitePast();
  absl::Duration processor_time_when_asked_;
  std::shared_ptr<std::atomic<size_t>> behind_ = std::make_shared<std::atomic<size_t>>(0);
  absl::Notification ending_;
  std::thread thread_;
};

}  // namespace berth
