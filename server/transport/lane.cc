#include "server/transport/lane.h"

#include "absl/time/clock.h"

namespace berth {

absl::StatusOr<std::string> Lane::Identify(const MethodInfo& method, const grpc::ServerContext& context) const {
  if (hooks_.gate == nullptr) return std::string();
  return hooks_.gate(method, *context.auth_context());
}

void Lane::OnAbandoned(const grpc::ServerContext& context) {
  connections_.OnAbandonedCall(context.peer(), absl::Now());
}

}  // namespace berth
