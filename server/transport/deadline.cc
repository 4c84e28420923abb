#include "server/transport/deadline.h"

namespace berth {

absl::Time DeadlineOf(gpr_timespec deadline) {
  const gpr_timespec never = gpr_inf_future(deadline.clock_type);
  if (gpr_time_cmp(deadline, never) == 0) return absl::InfiniteFuture();
  const gpr_timespec on_clock = gpr_convert_clock_type(deadline, GPR_CLOCK_REALTIME);
  return absl::FromUnixSeconds(on_clock.tv_sec) + absl::Nanoseconds(on_clock.tv_nsec);
}

}  // namespace berth
