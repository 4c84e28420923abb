// The table of all metrics: what /metrics shows, docs/metrics.md explains and
// tests/metrics/metrics.golden holds to its word. Holds no values.
#pragma once

#include <array>

#include "absl/strings/string_view.h"
#include "prometheus/metric_type.h"

namespace berth {

enum class Metric {
  kServerStarted,
  kServerHandled,
  kServerHandlingSeconds,
  kRequestsInFlight,
  kRequestsQueued,
  kQueuedWork,
  kRequestsShed,
  kRequestsDropped,
  kConnectionsOpen,
  kConnections,
  kPlans,
  kPlanObstacles,
  kAccessDecisions,
  kRefusals,
  kCatalogInfo,
  kCatalogLoadedTimestamp,
  kCatalogReloads,
  kCertificateReloads,
  kCertificateExpiryTimestamp,
  kLogLinesDropped,
  kDecisionsLogged,
  kDecisionsDropped,
  kBuildInfo,
  kProcessCpuSeconds,
  kProcessResidentMemory,
  kProcessVirtualMemory,
  kProcessOpenFds,
  kProcessMaxFds,
  kProcessStartTime,
};
inline constexpr int kMetricCount = static_cast<int>(Metric::kProcessStartTime) + 1;
inline constexpr int kMaxLabels = 4;

struct MetricDefinition {
  Metric metric;
  const char* name;
  prometheus::MetricType type;
  std::array<const char*, kMaxLabels> labels;  // Ends with the first that is null.
  const char* help;
};

// In the order of the enum.
const std::array<MetricDefinition, kMetricCount>& MetricDefinitions();

inline const MetricDefinition& DefinitionOf(Metric metric) { return MetricDefinitions()[static_cast<int>(metric)]; }

}  // namespace berth
