#include "server/transport/service_time.h"

#include <vector>

#include "gtest/gtest.h"

namespace berth {
namespace {

double Milliseconds(absl::Duration duration) { return absl::ToDoubleMilliseconds(duration); }

TEST(ServiceTimeTest, BeforeAnyCallAPlanTakesMicroseconds) {
  EXPECT_LT(ServiceTime().Expected(200), absl::Milliseconds(1));
  EXPECT_GT(ServiceTime().Expected(200), absl::ZeroDuration());
}

TEST(ServiceTimeTest, FollowsCalls) {
  struct Case {
    const char* name;
    size_t bytes;
    absl::Duration service;
    int calls;
  };
  const std::vector<Case> cases = {
      {"one call", 200, absl::Microseconds(100), 1},
      {"many calls", 200, absl::Microseconds(30), 500},
      {"empty requests", 0, absl::Microseconds(50), 100},
      {"batches", 20'000, absl::Milliseconds(5), 100},
  };
  for (const Case& c : cases) {
    ServiceTime time;
    for (int i = 0; i < c.calls; ++i) time.OnServed(c.bytes, c.service);
    EXPECT_NEAR(Milliseconds(time.Expected(c.bytes)), Milliseconds(c.service), 0.01 * Milliseconds(c.service))
        << c.name;
  }
}

TEST(ServiceTimeTest, IsInProportionToTheRequest) {
  ServiceTime time;
  for (int i = 0; i < 100; ++i) time.OnServed(20'000, absl::Milliseconds(5));
  EXPECT_NEAR(Milliseconds(time.Expected(200'000)), 50, 1);
  EXPECT_NEAR(Milliseconds(time.Expected(2'000)), 0.5, 0.05);
}

TEST(ServiceTimeTest, ForgetsOldCalls) {
  ServiceTime time;
  for (int i = 0; i < 1000; ++i) time.OnServed(1000, absl::Milliseconds(1));
  for (int i = 0; i < 200; ++i) time.OnServed(1000, absl::Milliseconds(4));
  EXPECT_NEAR(Milliseconds(time.Expected(1000)), 4, 0.1);
}

TEST(ServiceTimeTest, AnInterruptedCallSaysLittle) {
  ServiceTime time;
  for (int i = 0; i < 500; ++i) time.OnServed(200, absl::Microseconds(100));
  time.OnServed(200, absl::Milliseconds(500));
  EXPECT_LT(time.Expected(200), absl::Microseconds(150));
}

}  // namespace
}  // namespace berth
