// The generator against a server whose answers and refusals are known.
#include "tests/traffic/load.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <numeric>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"
#include "tests/traffic/load_report.h"

namespace berth {
namespace {

using grpc::ByteBuffer;
using grpc::StatusCode;
using testing::ElementsAre;
using testing::Pair;

std::string Text(const ByteBuffer& bytes) {
  grpc::Slice slice;
  return bytes.DumpToSingleSlice(&slice).ok() ? std::string(slice.begin(), slice.end()) : "";
}

grpc::Status Refusal(StatusCode code, bool retry_info) {
  google::rpc::ErrorInfo info;
  info.set_reason("OVERLOADED");
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_nanos(1'000'000);
  google::rpc::Status details;
  details.set_code(code);
  details.add_details()->PackFrom(info);
  if (retry_info) details.add_details()->PackFrom(retry);
  return {code, "too much", details.SerializeAsString()};
}

// Does as the request says: `echo`, `refuse`, `refuse bare`, `unavailable`, `fail`, or `stream` with three messages.
class Obedient final : public grpc::ServerGenericBidiReactor {
 public:
  Obedient() { StartRead(&request_); }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    const std::string text = Text(request_);
    if (text == "refuse") return Finish(Refusal(StatusCode::RESOURCE_EXHAUSTED, true));
    if (text == "refuse bare") return Finish(Refusal(StatusCode::RESOURCE_EXHAUSTED, false));
    if (text == "unavailable") return Finish(Refusal(StatusCode::UNAVAILABLE, true));
    if (text == "fail") return Finish({StatusCode::INTERNAL, "broken"});
    left_ = text == "stream" ? 3 : 1;
    Write();
  }
  void OnWriteDone(bool ok) override { ok&& left_ > 0 ? Write() : Finish(grpc::Status::OK); }
  void OnDone() override { delete this; }

 private:
  void Write() {
    --left_;
    StartWrite(&request_);
  }

  ByteBuffer request_;
  int left_ = 0;
};

class ObedientService final : public grpc::CallbackGenericService {
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override { return new Obedient; }
};

class LoadTest : public testing::Test {
 protected:
  LoadTest() {
    grpc::ServerBuilder builder;
    builder.RegisterCallbackGenericService(&service_);
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    server_ = builder.BuildAndStart();
    options_.target.address = absl::StrCat("127.0.0.1:", port_);
    options_.method = "any.Service/Method";
    options_.requests = {"echo"};
    options_.duration = absl::Seconds(20);
    options_.max_calls = 100;
  }

  ObedientService service_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
  LoadOptions options_;
};

TEST_F(LoadTest, CountsHowCallsEnd) {
  options_.requests = {"echo", "refuse", "refuse bare", "unavailable", "fail"};
  const LoadResult result = RunLoad(options_);
  EXPECT_THAT(result.calls, ElementsAre(Pair(StatusCode::OK, 20), Pair(StatusCode::RESOURCE_EXHAUSTED, 40),
                                        Pair(StatusCode::INTERNAL, 20), Pair(StatusCode::UNAVAILABLE, 20)));
  EXPECT_EQ(result.Accepted(), 20);
  EXPECT_EQ(result.Refused(), 60);
  EXPECT_EQ(result.Failed(), 20);
  EXPECT_EQ(result.refused_with_retry_info, 40);
  EXPECT_THAT(result.refused_reasons, ElementsAre(Pair("OVERLOADED", 60)));
  EXPECT_EQ(result.accepted_latency.size(), 20);
  EXPECT_EQ(result.refused_latency.size(), 60);
  ASSERT_FALSE(result.failures.empty());
  EXPECT_EQ(result.failures[0], "status 13: broken");
}

TEST_F(LoadTest, WrongAnswersAreNotAccepted) {
  options_.requests = {"echo", "wrong"};
  options_.is_right = [](size_t, absl::string_view answer) { return answer == "echo"; };
  const LoadResult result = RunLoad(options_);
  EXPECT_EQ(result.Accepted(), 50);
  EXPECT_EQ(result.wrong, 50);
  EXPECT_EQ(result.Failed(), 50);
}

TEST_F(LoadTest, ReadsStreamsToTheirEnd) {
  struct Case {
    const char* name;
    int messages;
    int64_t right;
  };
  for (const Case& each : {Case{"any number", 0, 9}, {"as many as come", 3, 9}, {"more than come", 4, 0}}) {
    SCOPED_TRACE(each.name);
    options_.requests = {"stream"};
    options_.server_stream = true;
    options_.messages_per_stream = each.messages;
    options_.read_pause = absl::Milliseconds(1);
    options_.calls_at_a_time = 3;
    options_.max_calls = 9;
    std::atomic<int> messages = 0;
    options_.is_right = [&messages](size_t, absl::string_view answer) {
      ++messages;
      return answer == "stream";
    };
    EXPECT_EQ(RunLoad(options_).Accepted(), each.right);
    EXPECT_EQ(messages, 27);
  }
}

TEST_F(LoadTest, ManyConnectionsAndThreadsShareTheCalls) {
  options_.connections = 5;
  options_.threads = 2;
  options_.calls_at_a_time = 16;
  options_.max_calls = 1000;
  const LoadResult result = RunLoad(options_);
  EXPECT_EQ(result.started, 1000);
  EXPECT_EQ(result.Accepted(), 1000);
  EXPECT_TRUE(std::is_sorted(result.accepted_latency.begin(), result.accepted_latency.end()));
}

TEST_F(LoadTest, OpenLoopStartsAtItsRateWhateverTheServerDoes) {
  server_->Shutdown();  // Every call fails at once.
  options_.connect_time = absl::ZeroDuration();
  options_.calls_per_second = 1000;
  options_.calls_at_a_time = 10'000;
  options_.duration = absl::Milliseconds(500);
  options_.max_calls = 1'000'000;
  const LoadResult result = RunLoad(options_);
  EXPECT_LE(result.started, 501);
  EXPECT_GE(result.started, 250);  // On a machine that lets it run at all.
  EXPECT_EQ(result.Accepted(), 0);
}

TEST_F(LoadTest, OpenLoopLatencyCountsFromTheIntendedStart) {
  // A hundred calls within a millisecond, one at a time: the last has waited for all before it.
  options_.calls_per_second = 100'000;
  const LoadResult result = RunLoad(options_);
  ASSERT_EQ(result.Accepted(), 100);
  const auto& latency = result.accepted_latency;
  // Counted from their actual starts, calls of which there is one at a time would take no more than all of the time.
  EXPECT_GT(absl::Nanoseconds(std::accumulate(latency.begin(), latency.end(), int64_t{0})), 2 * result.window);
}

TEST_F(LoadTest, StopsWhenToldTo) {
  options_.max_calls = 10'000'000;
  options_.duration = absl::Hours(1);
  Load load(options_);
  while (load.answered() < 10) absl::SleepFor(absl::Milliseconds(1));
  load.Stop();
  const LoadResult result = load.Wait();
  EXPECT_GE(result.Accepted(), 10);
  EXPECT_EQ(result.Accepted(), result.started);
}

TEST_F(LoadTest, DeadlinesEndCalls) {
  server_->Shutdown();
  options_.connect_time = absl::ZeroDuration();
  options_.wait_for_ready = true;
  options_.deadline = absl::Milliseconds(20);
  options_.max_calls = 2;
  EXPECT_THAT(RunLoad(options_).calls, ElementsAre(Pair(StatusCode::DEADLINE_EXCEEDED, 2)));
}

TEST(Quantile, IsTheLeastValueThatTheShareDoesNotExceed) {
  EXPECT_EQ(Quantile({}, 0.5), 0);
  EXPECT_EQ(Quantile({7}, 0.99), 7);
  EXPECT_EQ(Quantile({1, 2, 3, 4}, 0.5), 2);
  EXPECT_EQ(Quantile({1, 2, 3, 4}, 0.51), 3);
  EXPECT_EQ(Quantile({1, 2, 3, 4}, 1), 4);
  EXPECT_EQ(Quantile({1, 2, 3, 4}, 0), 1);
}

TEST(LoadReport, IsOneJsonObject) {
  LoadResult result;
  result.calls = {{StatusCode::OK, 3}, {StatusCode::RESOURCE_EXHAUSTED, 2}};
  result.accepted_in_window = 3;
  result.accepted_latency = {1'000'000, 2'000'000, 3'500'000};
  result.refused_reasons = {{"OVERLOADED", 2}};
  result.window = absl::Seconds(2);
  const std::string line = ReportLine(result);
  for (const char* part : {"\"OK\":3", "\"RESOURCE_EXHAUSTED\":2", "\"accepted_per_second\":1.5", "\"p99.9\":3.5",
                           "\"OVERLOADED\":2", "\"p50\":2"}) {
    EXPECT_THAT(line, testing::HasSubstr(part));
  }
  EXPECT_EQ(line.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace berth
