// More calls than the server can answer: it refuses some at once, so that the
// others are answered as if there were no such load, and health always is.
// The long form measures on one core for the server and one for the load.
#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
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

struct Bar {
  int factor;
  double goodput;
};

// Measures one workload; `bars` says whether it is held to the bars.
void Measure(const std::string& name, LoadOptions options, int port, bool bars) {
  ASSERT_TRUE(HoldToFirstAnswer(options));
  options.warm_up = absl::Seconds(1);
  const LoadResult unloaded = AtATime(options, 1);
  Print(name + " unloaded", unloaded);
  double best = 0;
  for (const int calls : {2, 4, 8, 16}) {
    const LoadResult result = AtATime(options, calls);
    Print(absl::StrCat(name, " closed ", calls), result);
    best = std::max(best, result.AcceptedPerSecond());
  }
  const int64_t calm = Quantile(unloaded.accepted_latency, 0.99);
  const LoadResult half = AtARate(options, best / 2);
  Print(name + " half of peak", half);
  const int64_t busy = Quantile(half.accepted_latency, 0.99);
  for (const Bar& bar : {Bar{2, 0.9}, Bar{5, 0.8}}) {
    Load probes(HealthProbes(port, options.warm_up + options.duration));
    const LoadResult result = AtARate(options, bar.factor * best);
    const LoadResult health = probes.Wait();
    Print(absl::StrCat(name, " ", bar.factor, "x"), result);
    Print("  health", health);
    const double goodput = result.AcceptedPerSecond() / best;
    const auto p99 = static_cast<double>(Quantile(result.accepted_latency, 0.99));
    const double all = static_cast<double>(result.Accepted() + result.Refused() + result.Failed());
    const double offered = all / absl::ToDoubleSeconds(result.window) / best;
    std::printf(
        "%s at %dx (offered %.2fx): goodput %.3f of the peak of %.0f/s, refused %.3f, p99 %.2fx unloaded, "
        "%.2fx half loaded, p99 of refused %.3f ms, p99 of health %.3f ms\n",
        name.c_str(), bar.factor, offered, goodput, best, static_cast<double>(result.Refused()) / all,
        p99 / static_cast<double>(calm), p99 / static_cast<double>(busy),
        Milliseconds(Quantile(result.refused_latency, 0.99)), Milliseconds(Quantile(health.accepted_latency, 0.99)));
    ExpectHealth(health);
    if (!bars) continue;
    ExpectOrderlyRefusals(result);
    EXPECT_GE(goodput, bar.goodput);
    EXPECT_LE(p99, 2 * static_cast<double>(calm));
  }
}

TEST(Overload, LongForm) {
  if (!IsLongForm()) GTEST_SKIP() << "for ./dev overload";
  PinToCore(0);
  ServerProcess server({"--address=127.0.0.1:0", "--log_level=warn"});
  const int port = server.WaitForPort();
  ASSERT_NE(port, 0) << server.Output();
  PinToCore(1);
  Measure("batches of 100", Batches(port, absl::Seconds(10)), port, true);
  Measure("single plans", SinglePlans(port, absl::Seconds(5)), port, false);
}

}  // namespace
}  // namespace berth
