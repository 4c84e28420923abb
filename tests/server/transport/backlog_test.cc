#include "server/transport/backlog.h"

#include <thread>

#include "gtest/gtest.h"

namespace berth {
namespace {

TEST(BacklogTest, LetsOnlySoManyWork) {
  Backlog backlog(2);
  EXPECT_EQ(backlog.workers(), 2);
  EXPECT_TRUE(backlog.BeginWork(absl::ZeroDuration()));
  EXPECT_TRUE(backlog.BeginWork(absl::ZeroDuration()));
  EXPECT_FALSE(backlog.BeginWork(absl::Milliseconds(1)));
  backlog.EndWork();
  EXPECT_TRUE(backlog.BeginWork(absl::ZeroDuration()));
}

TEST(BacklogTest, WhoWaitsIsLetInWhenAnotherEnds) {
  Backlog backlog(1);
  ASSERT_TRUE(backlog.BeginWork(absl::ZeroDuration()));
  std::thread other([&backlog] { EXPECT_TRUE(backlog.BeginWork(absl::Minutes(1))); });
  backlog.EndWork();
  other.join();
}

TEST(BacklogTest, CountsWhatWaits) {
  Backlog backlog(1);
  backlog.Add(10);
  backlog.Add(5);
  EXPECT_EQ(backlog.calls(), 2);
  EXPECT_EQ(backlog.bytes(), 15);
  backlog.Remove(10);
  EXPECT_EQ(backlog.calls(), 1);
  EXPECT_EQ(backlog.bytes(), 5);
}

TEST(BacklogTest, ThereIsAProcessor) { EXPECT_GE(AvailableProcessors(), 1); }

}  // namespace
}  // namespace berth
