// Rolling restarts under load: two servers behind HAProxy, a client that never
// retries, and not one call that fails. The long form restarts fifty times.
#include <array>
#include <csignal>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "tests/server/process/server_process.h"
#include "tests/traffic/haproxy.h"
#include "tests/traffic/load.h"
#include "tests/traffic/load_report.h"
#include "tests/traffic/long_form.h"
#include "tests/traffic/requests.h"

namespace berth {
namespace {

// So many calls are under way at the server that is asked to end.
constexpr int kUnderWay = 50;

bool WaitFor(const std::function<bool()>& condition) {
  for (int i = 0; i < 10'000; ++i) {
    if (condition()) return true;
    absl::SleepFor(absl::Milliseconds(2));
  }
  return false;
}

std::unique_ptr<ServerProcess> StartServer(const Backend& backend) {
  return std::make_unique<ServerProcess>(std::vector<std::string>{
      absl::StrCat("--address=127.0.0.1:", backend.port),
      absl::StrCat("--admin_address=127.0.0.1:", backend.admin_port),
      absl::StrCat("--admin_port_file=", kDirectory, "/admin_port"), "--drain_delay=1s", "--shutdown_timeout=20s",
      // What a busy server refuses is not what a restart loses.
      "--target_queue_delay=10s"});
}

// Where the server listens; zeros if it does not.
Backend PortsOf(ServerProcess& server) {
  Backend backend;
  backend.port = server.WaitForPort();
  WaitFor([&] { return absl::SimpleAtoi(FileText(server.directory() + "/admin_port"), &backend.admin_port); });
  return backend;
}

LoadOptions Through(const Haproxy& front) {
  LoadOptions options;
  options.target.address = absl::StrCat("127.0.0.1:", front.port());
  options.duration = absl::Hours(1);
  options.deadline = absl::Seconds(30);
  return options;
}

// Costly for the servers and cheap for everybody else, so that calls wait there and nowhere else; twice what two
// servers need to have their share under way.
LoadOptions Batches(const Haproxy& front) {
  LoadOptions options = Through(front);
  options.method = kBatchMethod;
  options.requests = {ExplainedBatch(100).SerializeAsString()};
  options.connections = 4;
  options.calls_at_a_time = 4 * kUnderWay + 20;
  return options;
}

LoadOptions Plans(const Haproxy& front) {
  LoadOptions options = Through(front);
  options.method = kPlanMethod;
  options.requests = {ExplainedPlan("gpu-l40s").SerializeAsString()};
  options.connections = 4;
  options.calls_per_second = 100;
  options.calls_at_a_time = 1000;
  return options;
}

TEST(Drain, RollingRestartsFailNoCall) {
  const int restarts = IsLongForm() ? 50 : 2;
  std::array<std::unique_ptr<ServerProcess>, 2> servers;
  std::array<Backend, 2> backends;
  for (size_t i = 0; i < servers.size(); ++i) {
    servers[i] = StartServer({});
    backends[i] = PortsOf(*servers[i]);
    ASSERT_NE(backends[i].admin_port, 0) << servers[i]->Output();
  }
  const Haproxy front(backends);
  ASSERT_TRUE(WaitFor([&] { return front.Uses(0) && front.Uses(1); })) << front.Output();

  LoadOptions batch_options = Batches(front);
  LoadOptions plan_options = Plans(front);
  ASSERT_TRUE(HoldToFirstAnswer(batch_options));
  ASSERT_TRUE(HoldToFirstAnswer(plan_options));
  Load batches(batch_options);
  Load plans(plan_options);
  int least = 1'000'000;
  for (int i = 0; i < restarts; ++i) {
    const auto turn = static_cast<size_t>(i % 2);
    const int backend = i % 2;
    int under_way = 0;
    ASSERT_TRUE(WaitFor([&] { return (under_way = front.UnderWay(backend)) >= kUnderWay && front.Uses(1 - backend); }))
        << under_way << " calls are under way at one server, " << front.UnderWay(1 - backend) << " at the other\n"
        << front.Output();
    least = std::min(least, under_way);
    servers[turn]->Signal(SIGTERM);
    EXPECT_EQ(servers[turn]->WaitForExit(), 0) << servers[turn]->Output();
    servers[turn] = StartServer(backends[turn]);
    ASSERT_EQ(servers[turn]->WaitForPort(), backends[turn].port) << servers[turn]->Output();
    ASSERT_TRUE(WaitFor([&] { return front.Uses(backend); })) << front.Output();
  }
  batches.Stop();
  plans.Stop();
  for (Load* load : {&batches, &plans}) {
    const LoadResult result = load->Wait();
    std::printf("%s\n", ReportLine(result).c_str());
    EXPECT_GT(result.Accepted(), 0);
    EXPECT_EQ(result.Refused(), 0) << ReportLine(result) << front.Output();
    EXPECT_EQ(result.Failed(), 0) << ReportLine(result);
  }
  std::printf("%d restarts, each with at least %d calls under way\n", restarts, least);
}

}  // namespace
}  // namespace berth
