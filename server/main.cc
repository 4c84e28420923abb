// berth-server: plans where and how AI models run, over gRPC.
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <latch>
#include <optional>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "server/assembly/berth_server.h"
#include "server/assembly/preparation.h"
#include "server/audit/audit_log.h"
#include "server/catalog/catalog_reloader.h"
#include "server/config/config_text.h"
#include "server/config/settings.h"
#include "server/lifecycle/file_limit.h"
#include "server/lifecycle/port_file.h"
#include "server/lifecycle/signals.h"
#include "server/logging/logging.h"
#include "server/tls/tls_reloader.h"
#include "spdlog/spdlog.h"

namespace berth {
namespace {

constexpr int kFailed = 1;

int Fail(const absl::Status& status) {
  spdlog::error("{}", std::string(status.message()));
  return kFailed;
}

AuditLogOptions AuditLogOptionsOf(const ServerConfig& config) {
  return {.path = config.decision_log, .max_bytes = config.decision_log_max_bytes, .files = config.decision_log_files};
}

std::vector<std::string> Named(std::initializer_list<std::string> paths) {
  std::vector<std::string> named;
  std::copy_if(paths.begin(), paths.end(), std::back_inserter(named), [](const auto& path) { return !path.empty(); });
  return named;
}

std::vector<std::string> FaultsOfPreparation(const ServerConfig& config) { return Prepare(config, absl::Now()).faults; }

// The files that can change while the server runs.
class Watchers {
 public:
  explicit Watchers(const ServerConfig& config)
      : catalog_(Named({config.catalog})),
        tls_(Named({config.tls_certificate, config.tls_private_key, config.tls_client_ca})) {}

  void Start(CatalogReloader* catalog, TlsReloader* tls) {
    if (catalog != nullptr) catalog_.Start([catalog](FileEvent event) { return catalog->Reload(event); });
    if (tls != nullptr) tls_.Start([tls](FileEvent event) { return tls->Reload(event); });
  }

  void Nudge() {
    catalog_.Nudge();
    tls_.Nudge();
  }

  void Stop() {
    catalog_.Stop();
    tls_.Stop();
  }

 private:
  FileWatcher catalog_, tls_;
};

absl::Status WritePortFiles(const ServerConfig& config, const BerthServer& server) {
  if (!config.port_file.empty()) {
    if (absl::Status status = WritePortFile(config.port_file, server.address().port); !status.ok()) return status;
  }
  if (config.admin_port_file.empty()) return absl::OkStatus();
  return WritePortFile(config.admin_port_file, server.admin_address()->port);
}

void LogStart(const BerthServer& server, const CatalogHolder& catalog) {
  spdlog::info("catalog {}", catalog.Snapshot()->revision());
  if (server.admin_address() != nullptr) spdlog::info("admin port on {}", server.admin_address()->ToString());
  spdlog::info("listening on {}", server.address().ToString());
}

// Serves until `stop`, and then to the end of what is under way.
int ServeUntil(std::latch& stop, const Settings& settings, const ServerParts& parts, CatalogHolder& catalog,
               Watchers& watchers) {
  const ServerConfig& config = settings.config;
  auto server = BerthServer::Start(config, parts);
  if (!server.ok()) return Fail(server.status());
  ServerMetrics& metrics = (*server)->metrics();
  LogStart(**server, catalog);

  std::optional<CatalogReloader> catalog_reloader;
  if (!config.catalog.empty()) {
    catalog_reloader.emplace(config.catalog, catalog,
                             [&metrics](ReloadResult result, const absl::Status&) { metrics.OnCatalogReload(result); });
  }
  std::optional<TlsReloader> tls_reloader;
  if (parts.tls != nullptr) {
    tls_reloader.emplace(TlsPathsOf(config), *parts.tls,
                         [&metrics](ReloadResult result, const absl::Status&, const TlsIdentity&) {
                           metrics.OnCertificateReload(result);
                         });
  }
  watchers.Start(catalog_reloader ? &*catalog_reloader : nullptr, tls_reloader ? &*tls_reloader : nullptr);
  const absl::Status written = WritePortFiles(config, **server);
  if (written.ok()) {
    stop.wait();
    (*server)->Drain(config.drain_delay);
    (*server)->Stop(config.shutdown_timeout);
  }
  watchers.Stop();
  return written.ok() ? 0 : Fail(written);
}

int Serve(const Settings& settings) {
  const ServerConfig& config = settings.config;
  // Before the first reading of what they watch.
  Watchers watchers(config);
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  std::latch stop(1);
  // Before every other thread.
  const SignalThread signals({SIGTERM, SIGINT, SIGHUP}, [&, first = true](int signal) mutable {
    if (signal == SIGHUP) return watchers.Nudge();
    if (!std::exchange(first, false)) _exit(128 + signal);
    spdlog::info("stopping on signal {}", signal);
    stop.count_down();
  });
  const Logging logging({.level = config.log_level, .format = config.log_format});
  if (const int files = RaiseFileLimit(); files < FilesFor(config.max_connections)) {
    spdlog::warn("max_connections is {}, but the process may open only {} files", config.max_connections, files);
  }

  Preparation prepared = Prepare(config, absl::Now());
  for (const std::string& fault : prepared.faults) spdlog::error("{}", fault);
  if (!prepared.faults.empty()) return kFailed;
  CatalogHolder catalog_holder(std::move(prepared.catalog));
  std::optional<TlsHolder> tls;
  if (prepared.tls != nullptr) {
    LogTlsIdentity(TlsPathsOf(config), *prepared.tls);
    tls.emplace(std::move(prepared.tls));
  }
  std::unique_ptr<AuditLog> audit_log;
  if (!config.decision_log.empty()) {
    auto opened = AuditLog::Open(AuditLogOptionsOf(config));
    if (!opened.ok()) return Fail(opened.status());
    audit_log = *std::move(opened);
  }
  const ServerParts parts{.catalog = catalog_holder,
                          .tls = tls ? &*tls : nullptr,
                          .logging = &logging,
                          .audit_log = audit_log.get(),
                          .config_text = [&settings] { return ConfigTextWithoutCallers(settings); }};
  const int status = ServeUntil(stop, settings, parts, catalog_holder, watchers);
  if (status == 0) spdlog::info("stopped");
  return status;
}

}  // namespace
}  // namespace berth

int main(int argc, char** argv) {
  // Debian's Abseil checks every lock for deadlocks, which costs about a tenth of an RPC.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const berth::Settings settings = berth::ReadSettings(argc, argv, environ);
  const auto answered = berth::AnswerWithoutServing(settings, berth::FaultsOfPreparation, std::cout, std::cerr);
  return answered.has_value() ? *answered : berth::Serve(settings);
}
