// What all queues of the server share of the work that waits: how much of it
// there is, how much more may come, and how many queues may work at a time.
// More than there are processors would only take turns, and every call would
// take longer. Thread-safe.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace berth {

// That this process may run on.
int AvailableProcessors();

struct BacklogLimits {
  absl::Duration target_delay = absl::Milliseconds(3);  // That a call waits at most, going by what is expected.
  int max_calls = 1024;                                 // That wait, for each worker.
  // Of all waiting requests together; one is always let in.
  size_t max_bytes = size_t{16} << 20;
};

// Something that waits, or is about to.
struct QueuedWork {
  size_t bytes = 0;         // Of the request.
  absl::Duration expected;  // How long it will be worked on.
};

class Backlog {
 public:
  // Whoever may work. Used by one thread at a time; everybody may ask it.
  class Worker {
   public:
    // Works from `now` on at something that is expected to take `work`.
    void Begin(absl::Time now, absl::Duration work);
    void End() { busy_until_.store(0, std::memory_order_relaxed); }
    // Time that it still has before `time`; what it works at may end late, and counts as ended then.
    absl::Duration TimeBefore(absl::Time now, absl::Time time) const;

   private:
    std::atomic<int64_t> busy_until_ = 0;  // Nanoseconds of Unix time.
  };

  // At least one worker.
  Backlog(const BacklogLimits& limits, int workers);

  int workers() const { return static_cast<int>(workers_.size()); }

  // Null if no worker gets free now or within `patience`; otherwise to be given back with EndWork.
  Worker* BeginWork(absl::Duration patience);
  void EndWork(Worker* worker);

  // Whether a call with a request of `bytes` that arrives now may wait: whether its turn will come in time.
  bool Admits(size_t bytes, absl::Time now) const;
  void Add(const QueuedWork& work);
  void Remove(const QueuedWork& work);

  // What waits: calls, bytes of their requests, and how long they will be worked on in all.
  int64_t calls() const { return calls_.load(std::memory_order_relaxed); }
  int64_t bytes() const { return bytes_.load(std::memory_order_relaxed); }
  absl::Duration expected() const { return absl::Nanoseconds(expected_.load(std::memory_order_relaxed)); }

 private:
  const BacklogLimits limits_;
  std::atomic<int64_t> calls_ = 0, bytes_ = 0, expected_ = 0;  // The last one in nanoseconds.
  std::vector<Worker> workers_;
  absl::Mutex mutex_;
  std::vector<Worker*> free_workers_;  // Guarded by mutex_.
};

}  // namespace berth
