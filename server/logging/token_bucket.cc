#include "server/logging/token_bucket.h"

#include <algorithm>

namespace berth {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

}  // namespace

TokenBucket::TokenBucket(int per_second) : interval_(per_second <= 0 ? 0 : kSecond / per_second) {}

bool TokenBucket::Take(Time now) {
  if (interval_ == 0) return true;
  const int64_t at = std::chrono::duration_cast<std::chrono::nanoseconds>(now.time_since_epoch()).count();
  int64_t full_at = full_at_.load(std::memory_order_relaxed);
  int64_t next = 0;
  do {
    next = std::max(full_at, at) + interval_;
    if (next > at + kSecond) return false;
  } while (!full_at_.compare_exchange_weak(full_at, next, std::memory_order_relaxed));
  return true;
}

}  // namespace berth
