// What a client sees of a server that ends: what is under way when it is asked
// to end is answered, what is under way when it is killed is lost, and nothing
// else is either.
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "tests/server/process/server_process.h"
#include "tests/traffic/load.h"
#include "tests/traffic/load_report.h"
#include "tests/traffic/long_form.h"
#include "tests/traffic/requests.h"
#include "tests/traffic/sockets.h"

namespace berth {
namespace {

std::unique_ptr<ServerProcess> StartServer(int port, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = {absl::StrCat("--address=127.0.0.1:", port), "--log_level=info"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return std::make_unique<ServerProcess>(arguments);
}

LoadOptions To(int port) {
  LoadOptions options;
  options.target.address = absl::StrCat("127.0.0.1:", port);
  options.duration = absl::Seconds(30);
  options.deadline = absl::Seconds(30);
  return options;
}

// Streams whose client takes its time: each is under way for ten milliseconds for each message.
LoadOptions SlowStreams(int port, int at_a_time, int messages) {
  LoadOptions options = To(port);
  options.method = kStreamMethod;
  options.requests = {ExplainedStream(messages).SerializeAsString()};
  options.server_stream = true;
  options.messages_per_stream = messages;
  options.read_pause = absl::Milliseconds(10);
  options.calls_at_a_time = at_a_time;
  return options;
}

// Until the stream's first messages are there: all of `count` streams are under way.
void WaitForMessages(const std::atomic<int64_t>& messages, int64_t count) {
  for (int i = 0; i < 20'000 && messages < count; ++i) absl::SleepFor(absl::Milliseconds(1));
  ASSERT_GE(messages, count);
}

TEST(Restart, AnswersWhatIsUnderWayBeforeItEnds) {
  constexpr int kStreams = 60;
  const auto server = StartServer(0);
  const int port = server->WaitForPort();
  ASSERT_NE(port, 0) << server->Output();
  LoadOptions options = SlowStreams(port, kStreams, 100);
  options.max_calls = kStreams;
  std::atomic<int64_t> first_messages = 0;
  options.is_right = [&first_messages](size_t, absl::string_view answer) {
    v1::StreamPlanPlacementResponse response;
    if (!response.ParseFromArray(answer.data(), static_cast<int>(answer.size()))) return false;
    if (response.result().id() == "0") ++first_messages;
    return response.result().has_plan();
  };
  Load load(options);
  ASSERT_NO_FATAL_FAILURE(WaitForMessages(first_messages, kStreams));
  server->Signal(SIGTERM);
  const LoadResult result = load.Wait();
  EXPECT_EQ(result.Accepted(), kStreams) << ReportLine(result);
  EXPECT_EQ(server->WaitForExit(), 0) << server->Output();
}

TEST(Restart, SecondSignalEndsItAtOnce) {
  const auto server = StartServer(0, {"--shutdown_timeout=1h"});
  const int port = server->WaitForPort();
  ASSERT_NE(port, 0) << server->Output();
  LoadOptions options = SlowStreams(port, 1, 1000);
  options.max_calls = 1;
  options.deadline = absl::Seconds(60);
  std::atomic<int64_t> messages = 0;
  options.is_right = [&messages](size_t, absl::string_view) { return ++messages > 0; };
  options.read_pause = absl::Milliseconds(100);
  Load load(options);
  ASSERT_NO_FATAL_FAILURE(WaitForMessages(messages, 1));
  server->Signal(SIGTERM);
  // Two signals at once are one.
  ASSERT_TRUE(server->WaitForOutput("stopping on signal")) << server->Output();
  server->Signal(SIGTERM);
  server->WaitForExit();
  EXPECT_TRUE(server->HasEnded()) << server->Output();
  EXPECT_EQ(load.Wait().Accepted(), 0);
}

TEST(Restart, KillLosesOnlyWhatIsUnderWay) {
  constexpr int kAtATime = 16;
  auto server = StartServer(0);
  const int port = server->WaitForPort();
  ASSERT_NE(port, 0) << server->Output();
  LoadOptions options = SlowStreams(port, kAtATime, 5);
  options.wait_for_ready = true;
  options.pause_when_unavailable = absl::Milliseconds(20);
  Load load(options);
  const int kills = IsLongForm() ? 20 : 3;
  for (int i = 0; i < kills; ++i) {
    const int64_t before = load.answered();
    for (int wait = 0; wait < 20'000 && load.answered() < before + 2 * kAtATime; ++wait) {
      absl::SleepFor(absl::Milliseconds(1));
    }
    server->Signal(SIGKILL);
    server->WaitForExit();
    server = StartServer(port);
    ASSERT_EQ(server->WaitForPort(), port) << server->Output();
  }
  const int64_t before = load.answered();
  for (int wait = 0; wait < 20'000 && load.answered() == before; ++wait) absl::SleepFor(absl::Milliseconds(1));
  load.Stop();
  const LoadResult result = load.Wait();
  std::printf("%d kills with %d calls under way: %s\n", kills, kAtATime, ReportLine(result).c_str());
  EXPECT_GT(result.Accepted(), int64_t{kills} * kAtATime);
  EXPECT_EQ(result.Failed(), 0) << ReportLine(result);
  EXPECT_LE(result.Refused(), int64_t{kills} * kAtATime) << ReportLine(result);
  EXPECT_GT(result.Refused(), 0);
}

// One call as soon as anybody listens; nothing after ten seconds.
std::optional<absl::Duration> TimeToFirstAnswer(int port, absl::Time start) {
  LoadOptions options = To(port);
  options.method = kHealthMethod;
  options.requests = {""};
  options.is_right = [](size_t, absl::string_view answer) { return answer == "\x08\x01"; };
  options.max_calls = 1;
  options.deadline = absl::Seconds(10);
  while (absl::Now() < start + absl::Seconds(10)) {
    if (!SomebodyListens(port)) {
      absl::SleepFor(absl::Microseconds(200));
    } else if (RunLoad(options).Accepted() == 1) {
      return absl::Now() - start;
    }
  }
  return std::nullopt;
}

TEST(Restart, ServesSoonAfterAKill) {
  const int rounds = IsLongForm() ? 20 : 2;
  auto server = StartServer(0);
  const int port = server->WaitForPort();
  ASSERT_NE(port, 0) << server->Output();
  std::vector<absl::Duration> times;
  for (int i = 0; i < rounds; ++i) {
    server->Signal(SIGKILL);
    server->WaitForExit();
    server.reset();
    const absl::Time start = absl::Now();
    server = StartServer(port);
    const auto time = TimeToFirstAnswer(port, start);
    ASSERT_TRUE(time.has_value()) << server->Output();
    times.push_back(*time);
  }
  std::sort(times.begin(), times.end());
  std::printf("from the start of the process to the first answer of Health/Check, %d starts: median %s, most %s\n",
              rounds, absl::FormatDuration(times[times.size() / 2]).c_str(),
              absl::FormatDuration(times.back()).c_str());
  if (IsLongForm()) {
    EXPECT_LE(times[times.size() / 2], absl::Milliseconds(100));
  }
}

}  // namespace
}  // namespace berth
