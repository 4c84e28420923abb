// What the audit log says about one decision. Names what was asked for and
// what came out, and leaves out what a policy or a workload holds.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "server/rpc/decision_observer.h"

namespace berth {

// A JSON object in ASCII, without a line break.
std::string PlanLine(absl::Time time, const DecisionOrigin& origin, const v1::PlanPlacementRequest& request,
                     const v1::PlanPlacementResponse& response);
std::string AccessLine(absl::Time time, const DecisionOrigin& origin, const v1::CheckAccessRequest& request,
                       const v1::CheckAccessResponse& response);

}  // namespace berth
