// Requests that several tests of the server send.
#pragma once

#include "berth/v1/placement_service.pb.h"

namespace berth {

// A deployment on one L40S, whose answer has maps with at least five entries.
v1::PlanPlacementRequest FeasibleRequest();

// Three things are wrong with it.
v1::PlanPlacementRequest InvalidRequest();

}  // namespace berth
