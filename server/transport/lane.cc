#include "server/transport/lane.h"

#include "absl/time/clock.h"

namespace berth {

absl::StatusOr<std::string> Lane::Identify(const MethodInfo& method, const grpc::ServerContext& context) const {
  if (hooks_.gate == nullptr) return std::string();
  return hooks_.gate(method, *context.auth_context());
}

void Lane::OnServed(absl::Duration service) {
  limit_.OnServed(service);
  Publish();
}

void Lane::OnAbandoned(const grpc::ServerContext& context) {
  connections_.OnAbandonedCall(context.peer(), absl::Now());
}

void Lane::Publish() { published_limit_.store(limit_.calls(), std::memory_order_relaxed); }

}  // namespace berth
