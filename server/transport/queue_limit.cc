#include "server/transport/queue_limit.h"

#include <algorithm>

namespace berth {
namespace {

// The last few dozen calls count.
constexpr int kWeight = 32;
// A single call that took much longer was most likely interrupted by the system, and says little.
constexpr int kMostTimesMean = 8;

}  // namespace

int64_t QueueLimit::calls() const {
  const double calls = workers_ * absl::FDivDuration(limits_.target_delay, mean_service_);
  return static_cast<int64_t>(std::clamp(calls, 1.0, static_cast<double>(workers_) * limits_.max_calls));
}

bool QueueLimit::Admits(int64_t waiting, int64_t waiting_bytes, size_t bytes) const {
  if (waiting == 0) return true;
  return waiting < calls() && waiting_bytes + static_cast<int64_t>(bytes) <= static_cast<int64_t>(limits_.max_bytes);
}

void QueueLimit::OnServed(absl::Duration service) {
  const absl::Duration sample = std::clamp(service, absl::Microseconds(1), mean_service_ * kMostTimesMean);
  mean_service_ += (sample - mean_service_) / kWeight;
}

}  // namespace berth
