// How many calls may wait: as many as are worked off in the delay that is aimed
// at, going by how long calls took of late. So a call waits about that long at
// most, whatever the machine and the calls are like; what would wait longer is
// better refused at once. No clock and no lock of its own.
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace berth {

struct QueueLimits {
  absl::Duration target_delay = absl::Milliseconds(5);
  int max_calls = 1024;  // For each worker.
  // Of all waiting requests together; one is always let in.
  size_t max_bytes = size_t{16} << 20;
};

class QueueLimit {
 public:
  // `workers` take calls from what waits.
  QueueLimit(const QueueLimits& limits, int workers) : limits_(limits), workers_(workers) {}

  // Calls that may wait, at least 1.
  int64_t calls() const;
  // Whether a call of `bytes` may wait behind `waiting` calls of `waiting_bytes` together.
  bool Admits(int64_t waiting, int64_t waiting_bytes, size_t bytes) const;

  // A call took this long to be worked on.
  void OnServed(absl::Duration service);

 private:
  const QueueLimits limits_;
  const int workers_;
  absl::Duration mean_service_ = absl::Microseconds(50);  // Exponentially weighted.
};

}  // namespace berth
