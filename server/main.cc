// berth-server: plans where and how AI models run, over gRPC.
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <latch>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "core/errors/error_report.h"
#include "server/assembly/berth_server.h"
#include "server/catalog/catalog_file.h"
#include "server/config/settings.h"
#include "server/lifecycle/port_file.h"
#include "server/lifecycle/signals.h"
#include "server/logging/logging.h"
#include "spdlog/spdlog.h"

namespace berth {
namespace {

constexpr int kFailed = 1;

int Fail(const absl::Status& status) {
  spdlog::error("{}", std::string(status.message()));
  return kFailed;
}

// The faults of a catalog that cannot be read, one line each.
std::vector<std::string> FaultsOfCatalog(const std::string& path, const absl::Status& status) {
  const auto report = ErrorReportOf(status);
  if (!report.has_value()) return {std::string(status.message())};
  std::vector<std::string> faults;
  for (const v1::Violation& fault : report->violations()) {
    faults.push_back(
        absl::StrCat("catalog `", path, "`: ", fault.field(), fault.field().empty() ? "" : ": ", fault.message()));
  }
  faults.push_back(absl::StrCat("catalog `", path, "` has ", report->violations_size(), " faults"));
  return faults;
}

std::vector<std::string> FaultsOfFiles(const ServerConfig& config) {
  const auto catalog = ReadCatalog(config.catalog);
  return catalog.ok() ? std::vector<std::string>() : FaultsOfCatalog(config.catalog, catalog.status());
}

int FailOnCatalog(const std::string& path, const absl::Status& status) {
  for (const std::string& fault : FaultsOfCatalog(path, status)) spdlog::error("{}", fault);
  return kFailed;
}

int Serve(const ServerConfig& config) {
  const Logging logging({.level = config.log_level});
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
  const berth::Settings settings = berth::ReadSettings(argc, argv, environ);
  const auto answered = berth::AnswerWithoutServing(settings, berth::FaultsOfFiles, std::cout, std::cerr);
  return answered.has_value() ? *answered : berth::Serve(settings.config);
}
