// StreamPlanPlacement: one request, and a message for each of its entries, made
// when the client is ready for it.
#pragma once

#include "core/batch/batch.h"
#include "server/rpc/placement_handlers.h"
#include "server/transport/handler.h"

namespace berth {

class PlanStreamHandler final : public StreamHandler {
 public:
  // `handlers`, and what `origin` points to, must outlive the stream.
  PlanStreamHandler(const PlacementHandlers& handlers, const CallOrigin& origin)
      : handlers_(handlers), origin_(origin) {}

  void OnMessage(absl::string_view bytes) override;
  StreamStep Next() override;

 private:
  const PlacementHandlers& handlers_;
  const CallOrigin origin_;
  PlanStream stream_;
  v1::StreamPlanPlacementResponse response_;
  absl::Status fault_;
  bool started_ = false;
};

}  // namespace berth
