// Counts what transport and handlers tell, and shows it with what the rest of
// the server can be asked for, in Prometheus' text format. Every series exists
// from the start; none is named by a client. Thread-safe; on the way of a call
// no series is looked up by its labels.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "prometheus/registry.h"
#include "server/files/reload.h"
#include "server/metrics/series.h"
#include "server/rpc/decision_observer.h"
#include "server/transport/call_observer.h"

namespace berth {

// What is not counted here but asked for when the metrics are shown. Counts are since the start.
struct MetricReadings {
  TransportStats transport = {};
  std::string catalog_revision = {};  // Of the catalog in force, and since when.
  absl::Time catalog_loaded = absl::UnixEpoch();
  absl::Time certificate_expiry = absl::InfiniteFuture();  // Infinite without TLS.
  int64_t log_lines_dropped = 0;
  int64_t decisions_logged = 0;
  int64_t decisions_queue_full = 0;    // Dropped, since they came faster than they could be written.
  int64_t decisions_write_failed = 0;  // Dropped, since the file could not be written.
};

class ServerMetrics final : public CallObserver, public DecisionObserver {
 public:
  // CallReport::method and OnStarted refer to `methods`.
  ServerMetrics(const std::vector<MethodInfo>& methods, absl::string_view version);

  // Each call is started once and then handled once, whatever its end.
  void OnStarted(size_t method) override;
  void OnHandled(const CallReport& report) override;

  void OnPlan(const DecisionOrigin& origin, const v1::PlanPlacementRequest& request,
              const v1::PlanPlacementResponse& response) override;
  void OnAccess(const DecisionOrigin& origin, const v1::CheckAccessRequest& request,
                const v1::CheckAccessResponse& response) override;
  void OnRefusal(const DecisionOrigin& origin, const v1::ErrorReport& report) override;

  void OnCatalogReload(ReloadResult result);
  void OnCertificateReload(ReloadResult result);

  // All metrics, sorted by name.
  std::string Text(const MetricReadings& readings) const;

 private:
  static constexpr size_t kCodes = 17;
  static constexpr size_t kEnds = 5;
  static constexpr size_t kReloadResults = 3;

  struct MethodSeries {
    prometheus::Counter* started = nullptr;
    prometheus::Histogram* seconds = nullptr;
    std::array<prometheus::Counter*, kCodes> handled = {};
    std::array<prometheus::Counter*, kEnds> ended = {};  // By CallEnd; null for kAnswered.
  };

  MethodSeries AddMethod(const MethodInfo& method);

  prometheus::Registry registry_;
  std::vector<MethodSeries> methods_;
  prometheus::Gauge* in_flight_;
  CountersByEnum replicate_plans_, workers_ai_plans_, obstacles_, refusals_;
  CountersByEnum allowed_, denied_;  // By reason.
  std::array<prometheus::Counter*, kReloadResults> catalog_reloads_, certificate_reloads_;

  const std::string version_;
};

}  // namespace berth
