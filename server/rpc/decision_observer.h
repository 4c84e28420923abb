// What handlers tell about their answers, for metrics and the audit log:
// every plan and every access decision, with the question that it answers, be it
// one call, an entry of a batch or of a stream. Called on the thread that
// answers: whoever observes must be quick and thread-safe.
#pragma once

#include "absl/strings/string_view.h"
#include "berth/v1/error_reason.pb.h"
#include "berth/v1/placement_service.pb.h"
#include "server/transport/handler.h"

namespace berth {

// Where a question came from. Views live until the observer returns.
struct DecisionOrigin {
  CallOrigin call;
  absl::string_view method;  // Such as `PlanPlacement`.
};

class DecisionObserver {
 public:
  virtual ~DecisionObserver() = default;

  virtual void OnPlan(const DecisionOrigin& origin, const v1::PlanPlacementRequest& request,
                      const v1::PlanPlacementResponse& response) = 0;
  virtual void OnAccess(const DecisionOrigin& origin, const v1::CheckAccessRequest& request,
                        const v1::CheckAccessResponse& response) = 0;
  // A question that got no answer, since something is wrong with it.
  virtual void OnRefusal(const DecisionOrigin& origin, const v1::ErrorReport& report) = 0;
};

}  // namespace berth
