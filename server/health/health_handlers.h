// grpc.health.v1 on the server's own machinery. gRPC's built-in health service
// runs on another one, which does not recover from floods of cancelled calls.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/health/health_state.h"
#include "server/transport/handler.h"

namespace berth {

// Health/Check. NOT_FOUND for a service that the server does not have. Thread-safe.
absl::StatusOr<const google::protobuf::Message*> CheckHealth(const HealthState& state, Call& call);

// Health/Watch: the status now, and again whenever it has changed by the time that the stream is woken.
class HealthWatch final : public StreamHandler {
 public:
  // `state` must outlive the stream.
  explicit HealthWatch(const HealthState& state) : state_(state) {}

  void OnMessage(absl::string_view bytes) override;
  StreamStep Next() override;

 private:
  const HealthState& state_;
  std::string service_;
  absl::Status fault_;
  bool answered_ = false;
  grpc::health::v1::HealthCheckResponse response_;
};

}  // namespace berth
