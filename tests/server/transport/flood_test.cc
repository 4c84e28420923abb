#include "server/transport/flood.h"

#include <cstdint>

#include "gtest/gtest.h"

namespace berth {
namespace {

constexpr int64_t kKiB = 1 << 10, kMiB = 1 << 20;
constexpr absl::Duration kTime = absl::Milliseconds(40);

TEST(IsFlood, TellsFloodsFromCalls) {
  struct Case {
    const char* name;
    Traffic traffic;
    bool is_flood;
  };
  const Case cases[] = {
      {"nothing", {}, false},
      {"some small calls that nobody took up yet", {.read = 25 * 160}, false},
      {"calls that are taken back at once", {.read = 24 * kKiB}, true},
      {"calls that are taken back, and some that are answered",
       {.read = 24 * kKiB, .messages = 700, .answers = 7},
       true},
      {"small calls that are answered",
       {.read = 30 * kKiB, .messages = 20 * kKiB, .answers = 200, .sent = kMiB},
       false},
      {"leave to send on, for many answers", {.read = 60 * kKiB, .answers = 4000, .sent = 16 * kMiB}, false},
      {"pings that are answered", {.read = 80 * kKiB, .sent = 80 * kKiB}, true},
      {"large requests that were handed over", {.read = 12 * kMiB, .messages = 12 * kMiB, .sent = 2000}, false},
      {"large requests, none of them complete", {.read = 25 * kMiB, .sent = 27}, false},
      {"large requests, most of them complete", {.read = 24 * kMiB, .messages = 18 * kMiB}, false},
      {"large requests that come slowly, in part complete",
       {.read = 300 * kKiB, .messages = 290 * kKiB, .sent = 100},
       false},
      {"requests that a busy server reads fast, and has not taken up yet", {.read = 220'000, .sent = 17}, false},
      {"headers without end, and some messages", {.read = 8 * kMiB, .messages = kMiB / 2}, true},
      {"headers without end", {.read = 8 * kMiB}, true},
      {"headers without end, after a large request", {.read = 12 * kMiB, .messages = kMiB}, true},
      {"settings that are acknowledged, which cost little", {.read = 6 * kMiB, .sent = 4 * kMiB}, false},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(IsFlood(c.traffic, kTime), c.is_flood);
  }
}

TEST(IsFlood, CallsCostlyWhatTookLongToRead) {
  const Traffic traffic{.read = 250 * kKiB, .sent = 400};
  EXPECT_FALSE(IsFlood(traffic, absl::Milliseconds(40)));
  EXPECT_TRUE(IsFlood(traffic, absl::Milliseconds(60)));
}

TEST(Traffic, IsSubtracted) {
  const Traffic difference = Traffic{.read = 10, .messages = 9, .answers = 8, .sent = 7} -
                             Traffic{.read = 1, .messages = 2, .answers = 3, .sent = 4};
  EXPECT_EQ(difference.read, 9);
  EXPECT_EQ(difference.messages, 7);
  EXPECT_EQ(difference.answers, 5);
  EXPECT_EQ(difference.sent, 3);
}

}  // namespace
}  // namespace berth
