// Whether the server serves, as grpc.health.v1 tells it: overall (the empty
// name) and per service. Tells nobody: whoever changes it wakes the watchers.
// Thread-safe.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "grpc/health/v1/health.pb.h"

namespace berth {

class HealthState {
 public:
  using ServingStatus = grpc::health::v1::HealthCheckResponse::ServingStatus;

  // Not serving at first.
  explicit HealthState(std::vector<std::string> services) : services_(std::move(services)) {}

  // For all services at once: they share one process.
  void Set(ServingStatus status) { status_.store(status, std::memory_order_relaxed); }

  // SERVICE_UNKNOWN for services that the server does not have.
  ServingStatus StatusOf(absl::string_view service) const;

 private:
  const std::vector<std::string> services_;
  std::atomic<ServingStatus> status_{grpc::health::v1::HealthCheckResponse::NOT_SERVING};
};

}  // namespace berth
