#include "server/health/health_state.h"

#include <algorithm>

#include "absl/strings/string_view.h"

namespace berth {

HealthState::ServingStatus HealthState::StatusOf(absl::string_view service) const {
  const bool known = service.empty() || std::find(services_.begin(), services_.end(), service) != services_.end();
  return known ? status_.load(std::memory_order_relaxed) : grpc::health::v1::HealthCheckResponse::SERVICE_UNKNOWN;
}

}  // namespace berth
