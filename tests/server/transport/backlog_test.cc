#include "server/transport/backlog.h"

#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace berth {
namespace {

constexpr BacklogLimits kLimits = {.target_delay = absl::Milliseconds(10), .max_calls = 50, .max_bytes = 1000};
constexpr absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

TEST(BacklogTest, LetsOnlySoManyWork) {
  Backlog backlog(kLimits, 2);
  EXPECT_EQ(backlog.workers(), 2);
  EXPECT_NE(backlog.BeginWork(absl::ZeroDuration()), nullptr);
  Backlog::Worker* const worker = backlog.BeginWork(absl::ZeroDuration());
  EXPECT_NE(worker, nullptr);
  EXPECT_EQ(backlog.BeginWork(absl::Milliseconds(1)), nullptr);
  backlog.EndWork(worker);
  EXPECT_EQ(backlog.BeginWork(absl::ZeroDuration()), worker);
}

TEST(BacklogTest, WhoWaitsIsLetInWhenAnotherEnds) {
  Backlog backlog(kLimits, 1);
  Backlog::Worker* const worker = backlog.BeginWork(absl::ZeroDuration());
  std::thread other([&backlog] { EXPECT_NE(backlog.BeginWork(absl::Minutes(1)), nullptr); });
  backlog.EndWork(worker);
  other.join();
}

TEST(BacklogTest, CountsWhatWaits) {
  Backlog backlog(kLimits, 1);
  backlog.Add({10, absl::Milliseconds(2)});
  backlog.Add({5, absl::Milliseconds(1)});
  EXPECT_EQ(backlog.calls(), 2);
  EXPECT_EQ(backlog.bytes(), 15);
  EXPECT_EQ(backlog.expected(), absl::Milliseconds(3));
  backlog.Remove({10, absl::Milliseconds(2)});
  EXPECT_EQ(backlog.calls(), 1);
  EXPECT_EQ(backlog.bytes(), 5);
  EXPECT_EQ(backlog.expected(), absl::Milliseconds(1));
}

TEST(BacklogTest, AdmitsWhatGetsItsTurnInTime) {
  struct Case {
    const char* name;
    std::vector<absl::Duration> worked_on;  // One for each busy worker, of two.
    absl::Duration waiting;
    bool admitted;
  };
  const auto ms = [](double count) { return absl::Milliseconds(count); };
  const std::vector<Case> cases = {
      {"nothing to do", {}, ms(0), true},
      {"one worker has much to do, the other nothing", {ms(500)}, ms(0), true},
      {"one worker has much to do, and the other will have", {ms(500)}, ms(9.9), true},
      {"one worker has much to do, and the other will have too much", {ms(500)}, ms(10), false},
      {"both work, and one is done in time", {ms(9), ms(500)}, ms(0.9), true},
      {"both work, and one is done in time, but others wait", {ms(9), ms(500)}, ms(1), false},
      {"both have much to do", {ms(500), ms(11)}, ms(0), false},
      {"both should have been done long ago", {ms(-500), ms(-11)}, ms(0), true},
      {"both are idle, and what waits just fits", {}, ms(19.9), true},
      {"both are idle, and too much waits", {}, ms(20), false},
  };
  for (const Case& c : cases) {
    Backlog backlog(kLimits, 2);
    for (const absl::Duration work : c.worked_on) backlog.BeginWork(absl::ZeroDuration())->Begin(kNow, work);
    if (c.waiting > absl::ZeroDuration()) backlog.Add({1, c.waiting});
    EXPECT_EQ(backlog.Admits(1, kNow), c.admitted) << c.name;
  }
}

TEST(BacklogTest, WorkThatEndedIsNotWaitedFor) {
  Backlog backlog(kLimits, 1);
  Backlog::Worker* const worker = backlog.BeginWork(absl::ZeroDuration());
  worker->Begin(kNow, absl::Seconds(1));
  EXPECT_FALSE(backlog.Admits(1, kNow));
  backlog.EndWork(worker);
  EXPECT_TRUE(backlog.Admits(1, kNow));
}

TEST(BacklogTest, BoundsCallsAndBytes) {
  struct Case {
    const char* name;
    int calls;
    size_t bytes_of_each, bytes;
    bool admitted;
  };
  const std::vector<Case> cases = {
      {"nobody waits, and the request is huge", 0, 0, 5000, true},
      {"bytes that just fit", 1, 900, 100, true},
      {"a byte too many", 1, 900, 101, false},
      {"one call less than may wait", 99, 1, 1, true},
      {"as many calls as may wait", 100, 1, 1, false},
  };
  for (const Case& c : cases) {
    Backlog backlog(kLimits, 2);
    for (int i = 0; i < c.calls; ++i) backlog.Add({c.bytes_of_each, absl::Microseconds(1)});
    EXPECT_EQ(backlog.Admits(c.bytes, kNow), c.admitted) << c.name;
  }
}

TEST(BacklogTest, ThereIsAProcessor) { EXPECT_GE(AvailableProcessors(), 1); }

}  // namespace
}  // namespace berth
