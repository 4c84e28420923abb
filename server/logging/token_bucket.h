// How often something may happen: so many times a second, and as many at once
// after a quiet second. Thread-safe, without locks.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace berth {

class TokenBucket {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // 0: as often as one likes.
  explicit TokenBucket(int per_second);

  // Whether it may happen now.
  bool Take(Time now);

 private:
  const int64_t interval_;  // Nanoseconds between two tokens; 0: no limit.
  // When the bucket is full again, if nothing else is taken: at most a second ahead of now.
  std::atomic<int64_t> full_at_{0};
};

}  // namespace berth
