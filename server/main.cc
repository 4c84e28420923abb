// berth-server: plans where and how AI models run, over gRPC.
#include <csignal>
#include <iostream>
#include <latch>

#include "absl/synchronization/mutex.h"
#include "core/errors/error_report.h"
#include "server/assembly/berth_server.h"
#include "server/catalog/catalog_file.h"
#include "server/config/flags.h"
#include "server/lifecycle/port_file.h"
#include "server/lifecycle/signals.h"
#include "server/logging/logging.h"
#include "spdlog/spdlog.h"

namespace berth {
namespace {

constexpr int kFailed = 1;
constexpr int kBadUsage = 2;

int Fail(const absl::Status& status) {
  spdlog::error("{}", std::string(status.message()));
  return kFailed;
}

int FailOnCatalog(const std::string& path, const absl::Status& status) {
  const auto report = ErrorReportOf(status);
  if (!report.has_value()) return Fail(status);
  for (const v1::Violation& fault : report->violations()) {
    spdlog::error("catalog `{}`: {}{}{}", path, fault.field(), fault.field().empty() ? "" : ": ", fault.message());
  }
  spdlog::error("catalog `{}` has {} faults", path, report->violations_size());
  return kFailed;
}

int Serve(const ServerConfig& config) {
  StartLogging(config.log_level);
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  std::latch stop(1);
  const SignalThread signals({SIGTERM, SIGINT}, [&stop, first = true](int signal) mutable {
    spdlog::info("stopping on signal {}", signal);
    if (std::exchange(first, false)) stop.count_down();
  });

  auto catalog = ReadCatalog(config.catalog);
  if (!catalog.ok()) return FailOnCatalog(config.catalog, catalog.status());
  const CatalogHolder holder(*std::move(catalog));

  auto server = BerthServer::Start(config, holder);
  if (!server.ok()) return Fail(server.status());
  spdlog::info("catalog {}", holder.Snapshot()->revision());
  spdlog::info("listening on {}", (*server)->address().ToString());
  if (!config.port_file.empty()) {
    if (absl::Status status = WritePortFile(config.port_file, (*server)->address().port); !status.ok()) {
      return Fail(status);
    }
  }

  stop.wait();
  (*server)->Stop(config.shutdown_timeout);
  spdlog::info("stopped");
  return 0;
}

}  // namespace
}  // namespace berth

int main(int argc, char** argv) {
  // Debian's Abseil checks every lock for deadlocks, which costs about a tenth of an RPC.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const auto config = berth::ReadFlags(argc, argv);
  if (!config.ok()) {
    std::cerr << "berth-server: " << config.status().message() << "\n";
    return berth::kBadUsage;
  }
  return berth::Serve(*config);
}
