// More calls than the server can answer: it refuses some at once, so that the
// others are answered as if there were no such load, and health always is.
// The long form measures on one core for the server and one for the load.
#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/process/server_process.h"
#include "tests/traffic/load.h"
#include "tests/traffic/load_report.h"
#include "tests/traffic/long_form.h"
#include "tests/traffic/requests.h"

namespace berth {
namespace {

constexpr char kServing[] = "\x08\x01";
constexpr int kConnections = 4;

LoadOptions Batches(int port, absl::Duration duration) {
  LoadOptions options;
  options.target.address = absl::StrCat("127.0.0.1:", port);
  options.method = kBatchMethod;
  options.requests = {ExplainedBatch(100).SerializeAsString()};
  options.connections = kConnections;
  options.duration = duration;
  return options;
}

LoadOptions SinglePlans(int port, absl::Duration duration) {
  LoadOptions options = Batches(port, duration);
  options.method = kPlanMethod;
  options.requests = {ExplainedPlan("gpu-l40s").SerializeAsString()};
  return options;
}

LoadResult AtATime(LoadOptions options, int calls) {
  options.calls_at_a_time = calls;
  return RunLoad(std::move(options));
}

LoadResult AtARate(LoadOptions options, double calls_per_second) {
  options.calls_per_second = calls_per_second;
  options.calls_at_a_time = 5000;
  return RunLoad(std::move(options));
}

// Probes that run beside a load.
LoadOptions HealthProbes(int port, absl::Duration duration) {
  LoadOptions options;
  options.target.address = absl::StrCat("127.0.0.1:", port);
  options.method = kHealthMethod;
  options.requests = {""};
  options.is_right = [](size_t, absl::string_view answer) { return answer == kServing; };
  options.calls_per_second = 20;
  options.calls_at_a_time = 100;
  options.duration = duration;
  return options;
}

// What holds of any overload, however slow the machine.
void ExpectOrderlyRefusals(const LoadResult& result) {
  SCOPED_TRACE(ReportLine(result));
  EXPECT_GT(result.Accepted(), 0);
  EXPECT_EQ(result.Failed(), 0);
  EXPECT_GT(result.Refused(), 0);
  EXPECT_EQ(result.Count(grpc::StatusCode::UNAVAILABLE), 0);
  EXPECT_EQ(result.refused_with_retry_info, result.Refused());
  EXPECT_THAT(result.refused_reasons, testing::ElementsAre(testing::Pair("OVERLOADED", result.Refused())));
}

void ExpectHealth(const LoadResult& health) {
  SCOPED_TRACE(ReportLine(health));
  EXPECT_GT(health.Accepted(), 0);
  EXPECT_EQ(health.Accepted(), health.started);
}

void Print(const std::string& name, const LoadResult& result) {
  std::printf("%-22s %s\n", name.c_str(), ReportLine(result).c_str());
}

TEST(Overload, IsRefusedInGoodOrder) {
  if (IsLongForm()) GTEST_SKIP() << "the long form has its own";
  ServerProcess server({"--address=127.0.0.1:0", "--log_level=warn"});
  const int port = server.WaitForPort();
  ASSERT_NE(port, 0) << server.Output();
  LoadOptions batches = Batches(port, absl::Seconds(1));
  ASSERT_TRUE(HoldToFirstAnswer(batches));
  const LoadResult peak = AtATime(batches, 4);
  EXPECT_GT(peak.AcceptedPerSecond(), 0);
  batches.duration = absl::Seconds(4);
  Load health(HealthProbes(port, batches.duration));
  const LoadResult overload = AtARate(batches, 4 * peak.AcceptedPerSecond());
  ExpectOrderlyRefusals(overload);
  ExpectHealth(health.Wait());
  Print("peak", peak);
  Print("overload", overload);
}

// What one factor of overload came to, round by round.
struct Overload {
  double factor = 0;
  double least_goodput = 0;          // That it is held to, of the peak.
  std::vector<double> goodput = {};  // Of the peak.
  std::vector<double> latency = {};  // The 99th percentile of what was accepted, of that without load.
  LoadResult load = LoadResult(), health = LoadResult();  // Of all rounds.
};

struct Spread {
  double least, median, most;
};

Spread SpreadOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return {values.front(), values[values.size() / 2], values.back()};
}

std::string ToString(const Spread& spread) {
  return absl::StrFormat("%.3f (%.3f to %.3f)", spread.median, spread.least, spread.most);
}

// As many calls at a time as give the most.
int BestCallsAtATime(const LoadOptions& options) {
  int best = 1;
  double most = 0;
  for (const int calls : {1, 2, 4, 8, 16}) {
    const double rate = AtATime(options, calls).AcceptedPerSecond();
    std::printf("closed loop, %d at a time: %.0f/s\n", calls, rate);
    if (rate > most) best = calls;
    most = std::max(most, rate);
  }
  return best;
}

void Report(const std::string& name, const Overload& overload) {
  const LoadResult& load = overload.load;
  const double all = static_cast<double>(load.Accepted() + load.Refused() + load.Failed());
  std::printf(
      "%s at %.0fx, medians of rounds: goodput %s of the peak, p99 of accepted %s of that without load; in all: "
      "%.0f calls, refused %.3f, p99 of refused %.3f ms, p99 of health %.3f ms\n",
      name.c_str(), overload.factor, ToString(SpreadOf(overload.goodput)).c_str(),
      ToString(SpreadOf(overload.latency)).c_str(), all, static_cast<double>(load.Refused()) / all,
      Milliseconds(Quantile(load.refused_latency, 0.99)),
      Milliseconds(Quantile(overload.health.accepted_latency, 0.99)));
}

// Measures one workload in rounds, each held against itself: a machine that is shared gets faster and slower by a third
// within seconds. `bars` says whether the workload is held to the bars.
void Measure(const std::string& name, LoadOptions options, int port, bool bars) {
  constexpr int kRounds = 15;
  ASSERT_TRUE(HoldToFirstAnswer(options));
  options.warm_up = absl::Milliseconds(200);
  const int calls = BestCallsAtATime(options);
  std::vector<Overload> overloads(2);
  overloads[0] = {.factor = 2, .least_goodput = 0.9};
  overloads[1] = {.factor = 5, .least_goodput = 0.8};
  double peak = AtATime(options, calls).AcceptedPerSecond();
  int64_t calm = Quantile(AtATime(options, 1).accepted_latency, 0.99);
  for (int round = 0; round < kRounds; ++round) {
    for (Overload& overload : overloads) {
      Load probes(HealthProbes(port, options.warm_up + options.duration));
      const LoadResult load = AtARate(options, overload.factor * peak);
      overload.health.Add(probes.Wait());
      overload.load.Add(load);
      // What is measured before and after has the same weight.
      const double peak_before = std::exchange(peak, AtATime(options, calls).AcceptedPerSecond());
      const int64_t calm_before = std::exchange(calm, Quantile(AtATime(options, 1).accepted_latency, 0.99));
      overload.goodput.push_back(load.AcceptedPerSecond() / ((peak_before + peak) / 2));
      overload.latency.push_back(static_cast<double>(Quantile(load.accepted_latency, 0.99)) /
                                 (static_cast<double>(calm_before + calm) / 2));
    }
  }
  for (const Overload& overload : overloads) {
    Report(name, overload);
    ExpectHealth(overload.health);
    if (!bars) continue;
    ExpectOrderlyRefusals(overload.load);
    EXPECT_GE(SpreadOf(overload.goodput).median, overload.least_goodput);
    EXPECT_LE(SpreadOf(overload.latency).median, 2);
  }
}

TEST(Overload, LongForm) {
  if (!IsLongForm()) GTEST_SKIP() << "for ./dev overload";
  PinToCore(0);
  ServerProcess server({"--address=127.0.0.1:0", "--log_level=warn"});
  const int port = server.WaitForPort();
  ASSERT_NE(port, 0) << server.Output();
  PinToCore(1);
  Measure("batches of 100", Batches(port, absl::Seconds(2)), port, true);
  Measure("single plans", SinglePlans(port, absl::Seconds(1)), port, false);
}

}  // namespace
}  // namespace berth
