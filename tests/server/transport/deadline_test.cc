#include "server/transport/deadline.h"

#include <cstdint>
#include <limits>

#include "absl/time/clock.h"
#include "gtest/gtest.h"

namespace berth {
namespace {

constexpr int64_t kSecondsOfHour = 3600;

TEST(DeadlineTest, IsNotOverBeforeItsTime) {
  const struct {
    const char* name;
    int64_t seconds_from_now;
    bool over;
  } cases[] = {
      {"a second ago", -1, true},
      {"in an hour", kSecondsOfHour, false},
      {"in a hundred years", 100 * 8766 * kSecondsOfHour, false},
      {"the longest of std::chrono::nanoseconds: 2562047H", 2562047 * kSecondsOfHour, false},
      {"the longest of minutes in nanoseconds: 153722867M", int64_t{153722867} * 60, false},
      {"the longest of the protocol: 99999999H", 99999999 * kSecondsOfHour, false},
      {"more than any clock has", std::numeric_limits<int64_t>::max() / 2, false},
  };
  for (const auto& c : cases) {
    for (const gpr_clock_type clock : {GPR_CLOCK_REALTIME, GPR_CLOCK_MONOTONIC}) {
      SCOPED_TRACE(c.name);
      const gpr_timespec after = gpr_time_from_seconds(c.seconds_from_now, GPR_TIMESPAN);
      EXPECT_EQ(DeadlineOf(gpr_time_add(gpr_now(clock), after)) <= absl::Now(), c.over);
    }
  }
}

TEST(DeadlineTest, IsNeverWhereGrpcSaysSo) {
  EXPECT_EQ(DeadlineOf(gpr_inf_future(GPR_CLOCK_REALTIME)), absl::InfiniteFuture());
  EXPECT_EQ(DeadlineOf(gpr_inf_future(GPR_CLOCK_MONOTONIC)), absl::InfiniteFuture());
}

TEST(DeadlineTest, KeepsNanoseconds) {
  const gpr_timespec deadline{.tv_sec = 1, .tv_nsec = 5, .clock_type = GPR_CLOCK_REALTIME};
  EXPECT_EQ(DeadlineOf(deadline), absl::FromUnixNanos(1'000'000'005));
}

}  // namespace
}  // namespace berth
