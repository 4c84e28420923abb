// What all queues of the server share of the work that waits: how much of it
// there is, and how many queues may work at a time. More than there are
// processors would only take turns, and every call would take longer.
// Thread-safe.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace berth {

// That this process may run on.
int AvailableProcessors();

class Backlog {
 public:
  explicit Backlog(int workers) : workers_(workers), free_workers_(workers) {}

  int workers() const { return workers_; }

  // Whether the caller may work, now or within `patience`; then it calls EndWork.
  bool BeginWork(absl::Duration patience);
  void EndWork();

  // Calls that have arrived and wait for their turn, and the bytes of their requests.
  int64_t calls() const { return calls_.load(std::memory_order_relaxed); }
  int64_t bytes() const { return bytes_.load(std::memory_order_relaxed); }
  void Add(size_t bytes);
  void Remove(size_t bytes);

 private:
  const int workers_;
  std::atomic<int64_t> calls_ = 0, bytes_ = 0;
  absl::Mutex mutex_;
  int free_workers_;  // Guarded by mutex_.
};

}  // namespace berth
