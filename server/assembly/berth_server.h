// The whole server, put together: handlers, health, reflection, metrics, admin
// port, transport. Main adds settings, files and signals; tests use it in their
// own process.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/admin/admin_server.h"
#include "server/assembly/call_fan_out.h"
#include "server/assembly/methods.h"
#include "server/audit/audit_log.h"
#include "server/callers/caller_rules.h"
#include "server/catalog/catalog_holder.h"
#include "server/config/server_config.h"
#include "server/health/health_state.h"
#include "server/logging/call_log.h"
#include "server/logging/logging.h"
#include "server/metrics/server_metrics.h"
#include "server/reflection/reflection_index.h"
#include "server/rpc/decision_fan_out.h"
#include "server/rpc/placement_handlers.h"
#include "server/tls/tls_holder.h"
#include "server/transport/transport.h"

namespace berth {

// What the server works with and does not own. All must outlive it.
struct ServerParts {
  const CatalogHolder& catalog;
  // Null: without encryption.
  TlsHolder* tls = nullptr;
  // Null: no line for each call, and none for each decision.
  const Logging* logging = nullptr;
  AuditLog* audit_log = nullptr;
  // What the admin port shows of the settings.
  std::function<std::string()> config_text = nullptr;
};

class BerthServer {
 public:
  // Serves from now on. Fails if an address is none or cannot be bound, or if the rules for callers have faults.
  static absl::StatusOr<std::unique_ptr<BerthServer>> Start(const ServerConfig& config, const ServerParts& parts);

  // Stops at once if Stop was not called.
  ~BerthServer();

  // With the ports that the system chose.
  const ListenAddress& address() const { return transport_->address(); }
  // Null without an admin port.
  const ListenAddress* admin_address() const { return admin_ == nullptr ? nullptr : &admin_->address(); }

  ServerMetrics& metrics() { return metrics_; }

  // Tells health clients and probes that no new calls are welcome, and goes on serving for `delay`; and for up to twice
  // that longer while calls still arrive, from balancers that have not noticed.
  void Drain(absl::Duration delay);
  // Takes no new connections and no new calls, and gives calls under way `grace` to end. Once.
  void Stop(absl::Duration grace);

 private:
  BerthServer(const ServerConfig& config, const ServerParts& parts);

  absl::Status StartTransport(const ServerConfig& config);
  absl::Status StartAdmin(const ServerConfig& config);
  static CallerGate GateFor(CallerRules rules);
  bool IsReady() const;
  void StopWelcoming();
  MetricReadings Read() const;

  const ServerParts parts_;
  HealthState health_;
  RawServices services_;
  ReflectionIndex reflection_;
  Methods methods_;
  ServerMetrics metrics_;
  std::unique_ptr<CallLog> call_log_;
  CallFanOut calls_;
  DecisionFanOut decisions_;
  PlacementHandlers handlers_;
  std::unique_ptr<Transport> transport_;
  std::unique_ptr<AdminServer> admin_;
};

}  // namespace berth
