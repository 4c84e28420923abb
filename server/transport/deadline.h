// When a call's client stops waiting.
#pragma once

#include "absl/time/time.h"
#include "grpc/support/time.h"

namespace berth {

// The deadline of gRPC's own context, as a time of the system's clock. InfiniteFuture for what gRPC takes for never.
// Unlike `ServerContext::deadline`, whose nanoseconds overflow beyond the year 2262: clients write "no deadline" as the
// longest timeout that the protocol has.
absl::Time DeadlineOf(gpr_timespec deadline);

}  // namespace berth
