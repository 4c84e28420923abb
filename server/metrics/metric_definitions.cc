#include "server/metrics/metric_definitions.h"

namespace berth {
namespace {

constexpr auto kCounter = prometheus::MetricType::Counter;
constexpr auto kGauge = prometheus::MetricType::Gauge;
constexpr auto kHistogram = prometheus::MetricType::Histogram;

constexpr std::array<MetricDefinition, kMetricCount> kDefinitions = {{
    {Metric::kServerStarted,
     "grpc_server_started_total",
     kCounter,
     {"grpc_type", "grpc_service", "grpc_method"},
     "RPCs that arrived"},
    {Metric::kServerHandled,
     "grpc_server_handled_total",
     kCounter,
     {"grpc_type", "grpc_service", "grpc_method", "grpc_code"},
     "RPCs that ended, by status"},
    {Metric::kServerHandlingSeconds,
     "grpc_server_handling_seconds",
     kHistogram,
     {"grpc_type", "grpc_service", "grpc_method"},
     "Time from an RPC's arrival to its end"},
    {Metric::kRequestsInFlight, "berth_requests_in_flight", kGauge, {}, "RPCs that arrived and have not ended"},
    {Metric::kRequestsQueued, "berth_requests_queued", kGauge, {}, "RPCs that arrived and are not worked on yet"},
    {Metric::kQueuedWork, "berth_queued_work_seconds", kGauge, {}, "Time that RPCs that wait will be worked on"},
    {Metric::kRequestsShed,
     "berth_requests_shed_total",
     kCounter,
     {"grpc_service", "grpc_method"},
     "RPCs refused because the server had too much to do"},
    {Metric::kRequestsDropped,
     "berth_requests_dropped_total",
     kCounter,
     {"grpc_service", "grpc_method", "reason"},
     "RPCs that no handler saw, other than for load"},
    {Metric::kConnectionsOpen, "berth_connections_open", kGauge, {}, "Connections of clients at present"},
    {Metric::kConnections, "berth_connections_total", kCounter, {"event"}, "What happened to connections of clients"},
    {Metric::kPlans,
     "berth_plans_total",
     kCounter,
     {"platform", "outcome"},
     "Plans that were answered, entries of batches included"},
    {Metric::kPlanObstacles,
     "berth_plan_obstacles_total",
     kCounter,
     {"reason"},
     "Obstacles of infeasible plans; one plan may have several"},
    {Metric::kAccessDecisions,
     "berth_access_decisions_total",
     kCounter,
     {"decision", "reason"},
     "Access decisions, entries of batches included"},
    {Metric::kRefusals,
     "berth_refusals_total",
     kCounter,
     {"reason"},
     "Faults of questions that got no answer, entries of batches included; one question may have several"},
    {Metric::kCatalogInfo, "berth_catalog_info", kGauge, {"revision"}, "Always 1: the catalog in force"},
    {Metric::kCatalogLoadedTimestamp,
     "berth_catalog_loaded_timestamp_seconds",
     kGauge,
     {},
     "When the catalog in force was loaded"},
    {Metric::kCatalogReloads,
     "berth_catalog_reloads_total",
     kCounter,
     {"result"},
     "Readings of the catalog after the first, by what came of them"},
    {Metric::kCertificateReloads,
     "berth_certificate_reloads_total",
     kCounter,
     {"result"},
     "Readings of certificate and key after the first, by what came of them"},
    {Metric::kCertificateExpiryTimestamp,
     "berth_certificate_expiry_timestamp_seconds",
     kGauge,
     {},
     "When the server's certificate expires; +Inf without one"},
    {Metric::kLogLinesDropped,
     "berth_log_lines_dropped_total",
     kCounter,
     {},
     "Log lines lost because they could not be written as fast as they came"},
    {Metric::kDecisionsLogged, "berth_decisions_logged_total", kCounter, {}, "Decisions written to the decision log"},
    {Metric::kDecisionsDropped,
     "berth_decisions_dropped_total",
     kCounter,
     {"reason"},
     "Decisions that are missing in the decision log"},
    {Metric::kBuildInfo, "berth_build_info", kGauge, {"version", "compiler"}, "Always 1: which build this is"},
    {Metric::kProcessCpuSeconds, "process_cpu_seconds_total", kCounter, {}, "User and system CPU time spent"},
    {Metric::kProcessResidentMemory, "process_resident_memory_bytes", kGauge, {}, "Resident memory size"},
    {Metric::kProcessVirtualMemory, "process_virtual_memory_bytes", kGauge, {}, "Virtual memory size"},
    {Metric::kProcessOpenFds, "process_open_fds", kGauge, {}, "Open file descriptors"},
    {Metric::kProcessMaxFds, "process_max_fds", kGauge, {}, "Most file descriptors that may be open"},
    {Metric::kProcessStartTime, "process_start_time_seconds", kGauge, {}, "When the process started"},
}};

constexpr bool InOrder() {
  for (int i = 0; i < kMetricCount; ++i) {
    if (static_cast<int>(kDefinitions[i].metric) != i) return false;
  }
  return true;
}
static_assert(InOrder());

}  // namespace

const std::array<MetricDefinition, kMetricCount>& MetricDefinitions() { return kDefinitions; }

}  // namespace berth
