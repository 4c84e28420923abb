#include "server/transport/service_time.h"

#include <algorithm>

namespace berth {
namespace {

// The last few dozen calls count.
constexpr int kWeight = 32;
// A single call that took much longer was most likely interrupted by the system, and says little.
constexpr double kMostTimesExpected = 8;
// Work that even an empty request is, as if it had this many bytes more.
constexpr double kBaseBytes = 64;

}  // namespace

absl::Duration ServiceTime::Expected(size_t request_bytes) const {
  return absl::Seconds(seconds_ / bytes_ * (static_cast<double>(request_bytes) + kBaseBytes));
}

void ServiceTime::OnServed(size_t request_bytes, absl::Duration service) {
  const double most = absl::ToDoubleSeconds(Expected(request_bytes)) * kMostTimesExpected;
  const double seconds = std::clamp(absl::ToDoubleSeconds(service), 1e-6, std::max(most, 1e-6));
  calls_ = std::min(calls_ + 1, kWeight);
  seconds_ += (seconds - seconds_) / calls_;
  bytes_ += (static_cast<double>(request_bytes) + kBaseBytes - bytes_) / calls_;
}

}  // namespace berth
