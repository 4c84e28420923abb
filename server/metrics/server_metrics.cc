#include "server/metrics/server_metrics.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "prometheus/text_serializer.h"
#include "server/metrics/process_status.h"

namespace berth {
namespace {

// As Go's gRPC names them, by number: the names that dashboards know.
constexpr std::array<const char*, 17> kCodeNames = {
    "OK",       "Canceled",       "Unknown",          "InvalidArgument",   "DeadlineExceeded",
    "NotFound", "AlreadyExists",  "PermissionDenied", "ResourceExhausted", "FailedPrecondition",
    "Aborted",  "OutOfRange",     "Unimplemented",    "Internal",          "Unavailable",
    "DataLoss", "Unauthenticated"};

// Seconds: from what the fastest answers take to what no caller waits for.
const std::vector<double>& HandlingBounds() {
  static const auto& bounds = *new std::vector<double>{
      0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  return bounds;
}

const char* TypeName(MethodInfo::Type type) {
  switch (type) {
    case MethodInfo::Type::kUnary:
      return "unary";
    case MethodInfo::Type::kServerStream:
      return "server_stream";
    case MethodInfo::Type::kBidiStream:
      return "bidi_stream";
  }
  return "";
}

double Seconds(absl::Time time) {
  if (time == absl::InfiniteFuture()) return std::numeric_limits<double>::infinity();
  return absl::ToDoubleSeconds(time - absl::UnixEpoch());
}

double Value(int64_t count) { return static_cast<double>(count); }

template <size_t size>
std::array<prometheus::Counter*, size> AddReloads(prometheus::Registry& registry, Metric metric) {
  std::array<prometheus::Counter*, size> counters;
  for (size_t i = 0; i < size; ++i)
    counters[i] = &AddCounter(registry, metric, {std::string(NameOf(static_cast<ReloadResult>(i)))});
  return counters;
}

using Families = std::vector<prometheus::MetricFamily>;

void AddReadings(const MetricReadings& readings, Families& families) {
  const TransportStats& transport = readings.transport;
  families.push_back(FamilyOf(Metric::kRequestsQueued, {{{}, Value(transport.queued_calls)}}));
  families.push_back(FamilyOf(Metric::kQueuedWork, {{{}, absl::ToDoubleSeconds(transport.queued_work)}}));
  families.push_back(FamilyOf(Metric::kConnectionsOpen, {{{}, Value(transport.connections_open)}}));
  families.push_back(FamilyOf(Metric::kConnections, {{{"accepted"}, Value(transport.connections_accepted)},
                                                     {{"refused"}, Value(transport.connections_refused)},
                                                     {{"cut"}, Value(transport.connections_cut)}}));
  families.push_back(FamilyOf(Metric::kLogLinesDropped, {{{}, Value(readings.log_lines_dropped)}}));
  families.push_back(FamilyOf(Metric::kDecisionsLogged, {{{}, Value(readings.decisions_logged)}}));
  families.push_back(FamilyOf(Metric::kDecisionsDropped, {{{"queue_full"}, Value(readings.decisions_queue_full)},
                                                          {{"write_failed"}, Value(readings.decisions_write_failed)}}));
}

void AddProcess(const ProcessStatus& process, Families& families) {
  families.push_back(FamilyOf(Metric::kProcessCpuSeconds, {{{}, process.cpu_seconds}}));
  families.push_back(FamilyOf(Metric::kProcessResidentMemory, {{{}, process.resident_bytes}}));
  families.push_back(FamilyOf(Metric::kProcessVirtualMemory, {{{}, process.virtual_bytes}}));
  families.push_back(FamilyOf(Metric::kProcessOpenFds, {{{}, process.open_fds}}));
  families.push_back(FamilyOf(Metric::kProcessMaxFds, {{{}, process.max_fds}}));
  families.push_back(FamilyOf(Metric::kProcessStartTime, {{{}, process.start_time_seconds}}));
}

}  // namespace

ServerMetrics::ServerMetrics(const std::vector<MethodInfo>& methods, absl::string_view version)
    : in_flight_(&AddGauge(registry_, Metric::kRequestsInFlight)),
      replicate_plans_(AddCounters(registry_, Metric::kPlans, {"replicate"}, *v1::Outcome_descriptor(), "OUTCOME_")),
      workers_ai_plans_(AddCounters(registry_, Metric::kPlans, {"workers_ai"}, *v1::Outcome_descriptor(), "OUTCOME_")),
      obstacles_(AddCounters(registry_, Metric::kPlanObstacles, {}, *v1::Reason_descriptor(), "REASON_")),
      refusals_(AddCounters(registry_, Metric::kRefusals, {}, *v1::ErrorReason_descriptor(), "ERROR_REASON_")),
      allowed_(AddCounters(registry_, Metric::kAccessDecisions, {"allow"}, *v1::AccessReason_descriptor(),
                           "ACCESS_REASON_")),
      denied_(
          AddCounters(registry_, Metric::kAccessDecisions, {"deny"}, *v1::AccessReason_descriptor(), "ACCESS_REASON_")),
      catalog_reloads_(AddReloads<kReloadResults>(registry_, Metric::kCatalogReloads)),
      certificate_reloads_(AddReloads<kReloadResults>(registry_, Metric::kCertificateReloads)),
      version_(version) {
  methods_.reserve(methods.size());
  for (const MethodInfo& method : methods) methods_.push_back(AddMethod(method));
}

ServerMetrics::MethodSeries ServerMetrics::AddMethod(const MethodInfo& method) {
  const LabelValues labels = {TypeName(method.type), method.service, method.name};
  MethodSeries series;
  series.started = &AddCounter(registry_, Metric::kServerStarted, labels);
  series.seconds = &AddHistogram(registry_, Metric::kServerHandlingSeconds, labels, HandlingBounds());
  for (size_t code = 0; code < kCodes; ++code) {
    LabelValues with_code = labels;
    with_code.emplace_back(kCodeNames.at(code));
    series.handled[code] = &AddCounter(registry_, Metric::kServerHandled, with_code);
  }
  const auto ended = [&](CallEnd end) -> prometheus::Counter*& { return series.ended[static_cast<size_t>(end)]; };
  ended(CallEnd::kShed) = &AddCounter(registry_, Metric::kRequestsShed, {method.service, method.name});
  const auto add_dropped = [&](CallEnd end, const char* reason) {
    ended(end) = &AddCounter(registry_, Metric::kRequestsDropped, {method.service, method.name, reason});
  };
  add_dropped(CallEnd::kExpired, "expired");
  add_dropped(CallEnd::kCancelled, "cancelled");
  add_dropped(CallEnd::kCallerRefused, "caller_refused");
  return series;
}

void ServerMetrics::OnStarted(size_t method) {
  methods_[method].started->Increment();
  in_flight_->Increment();
}

void ServerMetrics::OnHandled(const CallReport& report) {
  MethodSeries& series = methods_[report.method];
  const auto code = static_cast<size_t>(report.code);
  constexpr auto kUnknown = static_cast<size_t>(absl::StatusCode::kUnknown);
  series.handled[code < kCodes ? code : kUnknown]->Increment();
  series.seconds->Observe(absl::ToDoubleSeconds(report.duration));
  if (prometheus::Counter* ended = series.ended[static_cast<size_t>(report.end)]; ended != nullptr) ended->Increment();
  in_flight_->Decrement();
}

void ServerMetrics::OnPlan(const DecisionOrigin&, const v1::PlanPlacementRequest& request,
                           const v1::PlanPlacementResponse& response) {
  Increment(request.has_workers_ai() ? workers_ai_plans_ : replicate_plans_, response.outcome());
  for (const v1::Finding& obstacle : response.obstacles()) Increment(obstacles_, obstacle.reason());
}

void ServerMetrics::OnAccess(const DecisionOrigin&, const v1::CheckAccessRequest&,
                             const v1::CheckAccessResponse& response) {
  Increment(response.decision() == v1::ACCESS_DECISION_ALLOW ? allowed_ : denied_, response.reason());
}

void ServerMetrics::OnRefusal(const DecisionOrigin&, const v1::ErrorReport& report) {
  for (const v1::Violation& violation : report.violations()) Increment(refusals_, violation.reason());
}

void ServerMetrics::OnCatalogReload(ReloadResult result) { catalog_reloads_[static_cast<size_t>(result)]->Increment(); }

void ServerMetrics::OnCertificateReload(ReloadResult result) {
  certificate_reloads_[static_cast<size_t>(result)]->Increment();
}

std::string ServerMetrics::Text(const MetricReadings& readings) const {
  Families families = registry_.Collect();
  AddReadings(readings, families);
  AddProcess(ReadProcessStatus(), families);
  families.push_back(FamilyOf(Metric::kBuildInfo, {{{version_, __VERSION__}, 1}}));
  families.push_back(FamilyOf(Metric::kCatalogInfo, {{{readings.catalog_revision}, 1}}));
  families.push_back(FamilyOf(Metric::kCatalogLoadedTimestamp, {{{}, Seconds(readings.catalog_loaded)}}));
  families.push_back(FamilyOf(Metric::kCertificateExpiryTimestamp, {{{}, Seconds(readings.certificate_expiry)}}));
  std::sort(families.begin(), families.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace berth
