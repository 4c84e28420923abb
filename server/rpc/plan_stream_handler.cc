#include "server/rpc/plan_stream_handler.h"

namespace berth {

void PlanStreamHandler::OnMessage(absl::string_view bytes) {
  fault_ = handlers_.StartPlanStream(origin_, bytes, stream_);
  started_ = true;
}

StreamStep PlanStreamHandler::Next() {
  if (!started_) return StreamStep::Wait();
  if (!fault_.ok()) return StreamStep::Finish(fault_);
  response_.Clear();
  return handlers_.NextPlan(origin_, stream_, response_) ? StreamStep::Write(response_)
                                                         : StreamStep::Finish(absl::OkStatus());
}

}  // namespace berth
