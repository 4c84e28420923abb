#include "server/transport/queue_limit.h"

#include "gtest/gtest.h"

namespace berth {
namespace {

constexpr QueueLimits kLimits = {.target_delay = absl::Milliseconds(10), .max_calls = 500, .max_bytes = 1000};

QueueLimit After(int calls, absl::Duration service, int workers = 1) {
  QueueLimit limit(kLimits, workers);
  for (int i = 0; i < calls; ++i) limit.OnServed(service);
  return limit;
}

TEST(QueueLimitTest, FollowsHowLongCallsTake) {
  struct Case {
    const char* name;
    absl::Duration service;
    int low, high;
  };
  const std::vector<Case> cases = {
      {"calls of 0.1 ms", absl::Microseconds(100), 95, 105},
      {"calls of 2 ms", absl::Milliseconds(2), 5, 5},
      {"calls that take longer than the delay that is aimed at", absl::Milliseconds(50), 1, 1},
      {"calls that take next to nothing", absl::Nanoseconds(1), 500, 500},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const int64_t calls = After(500, c.service).calls();
    EXPECT_GE(calls, c.low);
    EXPECT_LE(calls, c.high);
  }
}

TEST(QueueLimitTest, GrowsWithTheWorkers) {
  EXPECT_EQ(After(500, absl::Milliseconds(2), 3).calls(), 15);
  EXPECT_EQ(After(500, absl::Milliseconds(50), 3).calls(), 1);
  EXPECT_EQ(After(500, absl::Nanoseconds(1), 3).calls(), 1500);
}

TEST(QueueLimitTest, AnInterruptedCallSaysLittle) {
  QueueLimit limit = After(500, absl::Microseconds(100));
  const int64_t before = limit.calls();
  limit.OnServed(absl::Milliseconds(500));
  EXPECT_GT(limit.calls(), before / 2);
}

TEST(QueueLimitTest, AdmitsUpToItsBounds) {
  struct Case {
    const char* name;
    int waiting;
    size_t waiting_bytes, bytes;
    bool admitted;
  };
  const std::vector<Case> cases = {
      {"nobody waits", 0, 0, 10, true},
      {"nobody waits, and the request is huge", 0, 0, 5000, true},
      {"one less than may wait", 4, 100, 10, true},
      {"as many as may wait", 5, 100, 10, false},
      {"bytes that just fit", 1, 900, 100, true},
      {"a byte too many", 1, 900, 101, false},
  };
  const QueueLimit limit = After(500, absl::Milliseconds(2));
  for (const Case& c : cases) {
    EXPECT_EQ(limit.Admits(c.waiting, c.waiting_bytes, c.bytes), c.admitted) << c.name;
  }
}

}  // namespace
}  // namespace berth
