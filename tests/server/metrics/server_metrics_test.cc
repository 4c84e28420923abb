#include "server/metrics/server_metrics.h"

#include <cmath>
#include <fstream>
#include <set>
#include <string>
#include <thread>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "server/metrics/metric_definitions.h"
#include "tests/server/metrics/exposition.h"

namespace berth {
namespace {

constexpr size_t kPlan = 0, kWatch = 1;

class ServerMetricsTest : public testing::Test {
 protected:
  Exposition Read(const MetricReadings& readings = {}) const { return ReadExposition(metrics_.Text(readings)); }

  void Call(size_t method, CallEnd end, absl::StatusCode code) {
    metrics_.OnStarted(method);
    CallReport report;
    report.method = method;
    report.end = end;
    report.code = code;
    report.duration = absl::Microseconds(70);
    metrics_.OnHandled(report);
  }

  ServerMetrics metrics_{{{"berth.v1.PlacementService", "PlanPlacement", MethodInfo::Type::kUnary},
                          {"grpc.health.v1.Health", "Watch", MethodInfo::Type::kServerStream}},
                         "1.2.3"};
};

constexpr char kPlanLabels[] =
    R"(grpc_method="PlanPlacement",grpc_service="berth.v1.PlacementService",grpc_type="unary")";

std::string Handled(absl::string_view code) {
  return absl::StrCat(R"(grpc_server_handled_total{grpc_code=")", code, R"(",)", kPlanLabels, "}");
}

std::string Ended(absl::string_view metric, absl::string_view reason = "") {
  return absl::StrCat(metric, R"({grpc_method="PlanPlacement",grpc_service="berth.v1.PlacementService")",
                      reason.empty() ? "" : absl::StrCat(R"(,reason=")", reason, "\""), "}");
}

TEST_F(ServerMetricsTest, ShowsEveryDefinitionAndNothingElse) {
  const Exposition shown = Read();
  std::set<std::string> defined;
  for (const MetricDefinition& definition : MetricDefinitions()) {
    defined.insert(definition.name);
    EXPECT_TRUE(shown.types.contains(definition.name)) << definition.name;
    EXPECT_EQ(shown.help.contains(definition.name) ? shown.help.at(definition.name) : "", definition.help);
  }
  EXPECT_EQ(defined.size(), size_t{kMetricCount});
  for (const auto& [name, type] : shown.types) EXPECT_TRUE(defined.contains(name)) << name;
}

TEST_F(ServerMetricsTest, CountsACallFromArrivalToEnd) {
  Call(kPlan, CallEnd::kAnswered, absl::StatusCode::kOk);
  metrics_.OnStarted(kPlan);
  const Exposition after = Read();
  EXPECT_EQ(after.At("berth_requests_in_flight"), 1);
  EXPECT_EQ(after.At(absl::StrCat("grpc_server_started_total{", kPlanLabels, "}")), 2);
  EXPECT_EQ(after.At(Handled("OK")), 1);
  EXPECT_EQ(after.At(absl::StrCat("grpc_server_handling_seconds_count{", kPlanLabels, "}")), 1);
  EXPECT_DOUBLE_EQ(after.At(absl::StrCat("grpc_server_handling_seconds_sum{", kPlanLabels, "}")), 70e-6);
  EXPECT_EQ(after.At(absl::StrCat("grpc_server_handling_seconds_bucket{", kPlanLabels, R"(,le="5e-05"})")), 0);
  EXPECT_EQ(after.At(absl::StrCat("grpc_server_handling_seconds_bucket{", kPlanLabels, R"(,le="0.0001"})")), 1);
}

TEST_F(ServerMetricsTest, TellsHowCallsEnd) {
  const struct {
    CallEnd end;
    absl::StatusCode code;
    std::string code_name, series;
  } cases[] = {
      {CallEnd::kShed, absl::StatusCode::kResourceExhausted, "ResourceExhausted", Ended("berth_requests_shed_total")},
      {CallEnd::kExpired, absl::StatusCode::kDeadlineExceeded, "DeadlineExceeded",
       Ended("berth_requests_dropped_total", "expired")},
      {CallEnd::kCancelled, absl::StatusCode::kCancelled, "Canceled",
       Ended("berth_requests_dropped_total", "cancelled")},
      {CallEnd::kCallerRefused, absl::StatusCode::kPermissionDenied, "PermissionDenied",
       Ended("berth_requests_dropped_total", "caller_refused")},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.series);
    EXPECT_EQ(Read().At(c.series), 0);
    Call(kPlan, c.end, c.code);
    EXPECT_EQ(Read().At(c.series), 1);
    EXPECT_EQ(Read().At(Handled(c.code_name)), 1);
  }
  EXPECT_EQ(Read().At("berth_requests_in_flight"), 0);
}

TEST_F(ServerMetricsTest, HasASeriesForEveryMethodAndCode) {
  EXPECT_EQ(Read().CountOf("grpc_server_started_total"), 2);
  EXPECT_EQ(Read().CountOf("grpc_server_handled_total"), 2 * 17);
  for (int code = 0; code <= 16; ++code) {
    Call(kWatch, CallEnd::kAnswered, static_cast<absl::StatusCode>(code));
  }
  int handled = 0;
  for (const auto& [series, value] : Read().values) {
    if (series.find("grpc_code") != std::string::npos && series.find("Watch") != std::string::npos) {
      EXPECT_EQ(value, 1) << series;
      ++handled;
    }
  }
  EXPECT_EQ(handled, 17);
}

TEST_F(ServerMetricsTest, CountsACodeThatDoesNotExistAsUnknown) {
  Call(kPlan, CallEnd::kAnswered, static_cast<absl::StatusCode>(99));
  EXPECT_EQ(Read().At(Handled("Unknown")), 1);
}

// Names of an enum's values as labels, but for the one that is never sent.
std::set<std::string> LabelsOf(const google::protobuf::EnumDescriptor& type, absl::string_view prefix) {
  std::set<std::string> labels;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0) continue;
    labels.insert(absl::AsciiStrToLower(absl::StripPrefix(type.value(i)->name(), prefix)));
  }
  return labels;
}

TEST_F(ServerMetricsTest, HasASeriesForEveryEnumValueBeforeItOccurs) {
  const struct {
    const google::protobuf::EnumDescriptor* type;
    const char* prefix;
    const char* series;  // Before the value.
    const char* behind;
  } cases[] = {
      {v1::Reason_descriptor(), "REASON_", R"(berth_plan_obstacles_total{reason=")", "\"}"},
      {v1::ErrorReason_descriptor(), "ERROR_REASON_", R"(berth_refusals_total{reason=")", "\"}"},
      {v1::AccessReason_descriptor(), "ACCESS_REASON_", R"(berth_access_decisions_total{decision="allow",reason=")",
       "\"}"},
      {v1::AccessReason_descriptor(), "ACCESS_REASON_", R"(berth_access_decisions_total{decision="deny",reason=")",
       "\"}"},
      {v1::Outcome_descriptor(), "OUTCOME_", R"(berth_plans_total{outcome=")", R"(",platform="replicate"})"},
      {v1::Outcome_descriptor(), "OUTCOME_", R"(berth_plans_total{outcome=")", R"(",platform="workers_ai"})"},
  };
  const Exposition shown = Read();
  for (const auto& c : cases) {
    for (const std::string& label : LabelsOf(*c.type, c.prefix)) {
      EXPECT_EQ(shown.At(absl::StrCat(c.series, label, c.behind)), 0) << c.type->name() << " " << label;
    }
  }
  EXPECT_EQ(shown.CountOf("berth_access_decisions_total"), 2 * (v1::AccessReason_descriptor()->value_count() - 1));
}

TEST_F(ServerMetricsTest, CountsDecisions) {
  v1::PlanPlacementRequest plan_request;
  plan_request.mutable_workers_ai();
  v1::PlanPlacementResponse plan;
  plan.set_outcome(v1::OUTCOME_INFEASIBLE);
  plan.add_obstacles()->set_reason(v1::REASON_GPU_TYPE_NOT_OFFERED);
  plan.add_obstacles()->set_reason(v1::REASON_LEGACY);
  metrics_.OnPlan({}, plan_request, plan);
  plan.set_outcome(v1::OUTCOME_FEASIBLE);
  plan.clear_obstacles();
  metrics_.OnPlan({}, v1::PlanPlacementRequest(), plan);

  v1::CheckAccessResponse access;
  access.set_decision(v1::ACCESS_DECISION_DENY);
  access.set_reason(v1::ACCESS_REASON_PRIVATE);
  metrics_.OnAccess({}, v1::CheckAccessRequest(), access);
  access.set_decision(v1::ACCESS_DECISION_ALLOW);
  access.set_reason(v1::ACCESS_REASON_OWNER);
  metrics_.OnAccess({}, v1::CheckAccessRequest(), access);

  v1::ErrorReport report;
  report.add_violations()->set_reason(v1::ERROR_REASON_UNKNOWN_SKU);
  metrics_.OnRefusal({}, report);

  const Exposition shown = Read();
  EXPECT_EQ(shown.At(R"(berth_plans_total{outcome="infeasible",platform="workers_ai"})"), 1);
  EXPECT_EQ(shown.At(R"(berth_plans_total{outcome="feasible",platform="workers_ai"})"), 0);
  EXPECT_EQ(shown.At(R"(berth_plans_total{outcome="feasible",platform="replicate"})"), 1);
  EXPECT_EQ(shown.At(R"(berth_plan_obstacles_total{reason="gpu_type_not_offered"})"), 1);
  EXPECT_EQ(shown.At(R"(berth_plan_obstacles_total{reason="legacy"})"), 1);
  EXPECT_EQ(shown.At(R"(berth_access_decisions_total{decision="deny",reason="private"})"), 1);
  EXPECT_EQ(shown.At(R"(berth_access_decisions_total{decision="allow",reason="owner"})"), 1);
  EXPECT_EQ(shown.At(R"(berth_access_decisions_total{decision="deny",reason="owner"})"), 0);
  EXPECT_EQ(shown.At(R"(berth_refusals_total{reason="unknown_sku"})"), 1);
}

TEST_F(ServerMetricsTest, NamesOneCatalogOnly) {
  const Exposition shown = Read({.catalog_revision = "sha256:bb", .catalog_loaded = absl::FromUnixMillis(2'500)});
  EXPECT_EQ(shown.CountOf("berth_catalog_info"), 1);
  EXPECT_EQ(shown.At(R"(berth_catalog_info{revision="sha256:bb"})"), 1);
  EXPECT_DOUBLE_EQ(shown.At("berth_catalog_loaded_timestamp_seconds"), 2.5);
}

TEST_F(ServerMetricsTest, CountsReloads) {
  metrics_.OnCatalogReload(ReloadResult::kLoaded);
  metrics_.OnCatalogReload(ReloadResult::kRefused);
  metrics_.OnCatalogReload(ReloadResult::kRefused);
  metrics_.OnCertificateReload(ReloadResult::kUnchanged);
  const Exposition shown = Read();
  EXPECT_EQ(shown.At(R"(berth_catalog_reloads_total{result="loaded"})"), 1);
  EXPECT_EQ(shown.At(R"(berth_catalog_reloads_total{result="unchanged"})"), 0);
  EXPECT_EQ(shown.At(R"(berth_catalog_reloads_total{result="refused"})"), 2);
  EXPECT_EQ(shown.At(R"(berth_certificate_reloads_total{result="unchanged"})"), 1);
}

TEST_F(ServerMetricsTest, NoCertificateNeverExpires) {
  EXPECT_TRUE(std::isinf(Read().At("berth_certificate_expiry_timestamp_seconds")));
  const Exposition shown = Read({.certificate_expiry = absl::FromUnixSeconds(1'700'000'000)});
  EXPECT_DOUBLE_EQ(shown.At("berth_certificate_expiry_timestamp_seconds"), 1.7e9);
}

TEST_F(ServerMetricsTest, ShowsReadings) {
  const Exposition shown = Read({.transport = {.connections_open = 1,
                                               .connections_accepted = 2,
                                               .connections_refused = 3,
                                               .connections_cut = 4,
                                               .queued_calls = 5,
                                               .queued_work = absl::Milliseconds(6)},
                                 .log_lines_dropped = 7,
                                 .decisions_logged = 8,
                                 .decisions_queue_full = 9,
                                 .decisions_write_failed = 10});
  EXPECT_EQ(shown.At("berth_connections_open"), 1);
  EXPECT_EQ(shown.At(R"(berth_connections_total{event="accepted"})"), 2);
  EXPECT_EQ(shown.At(R"(berth_connections_total{event="refused"})"), 3);
  EXPECT_EQ(shown.At(R"(berth_connections_total{event="cut"})"), 4);
  EXPECT_EQ(shown.At("berth_requests_queued"), 5);
  EXPECT_DOUBLE_EQ(shown.At("berth_queued_work_seconds"), 0.006);
  EXPECT_EQ(shown.At("berth_log_lines_dropped_total"), 7);
  EXPECT_EQ(shown.At("berth_decisions_logged_total"), 8);
  EXPECT_EQ(shown.At(R"(berth_decisions_dropped_total{reason="queue_full"})"), 9);
  EXPECT_EQ(shown.At(R"(berth_decisions_dropped_total{reason="write_failed"})"), 10);
}

TEST_F(ServerMetricsTest, ReadsTheProcess) {
  const std::ifstream one_more_fd("/proc/self/stat");
  const Exposition shown = Read();
  EXPECT_GT(shown.At("process_resident_memory_bytes"), 1 << 20);
  EXPECT_GT(shown.At("process_virtual_memory_bytes"), shown.At("process_resident_memory_bytes"));
  EXPECT_GE(shown.At("process_open_fds"), 4);
  EXPECT_GT(shown.At("process_max_fds"), shown.At("process_open_fds"));
  const double now = absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch());
  EXPECT_NEAR(shown.At("process_start_time_seconds"), now, 600);
  // Reading metrics costs time, which must show before long.
  double seconds = 0;
  for (int i = 0; i < 100'000 && seconds < 0.02; ++i) seconds = Read().At("process_cpu_seconds_total");
  EXPECT_GE(seconds, 0.02);
}

TEST_F(ServerMetricsTest, CountsFromManyThreadsAtOnce) {
  const auto work = [this] {
    for (int i = 0; i < 2'000; ++i) Call(kPlan, CallEnd::kAnswered, absl::StatusCode::kOk);
  };
  std::thread first(work), second(work);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Read().CountOf("berth_catalog_info"), 1);
  first.join();
  second.join();
  EXPECT_EQ(Read().At(Handled("OK")), 4'000);
  EXPECT_EQ(Read().At("berth_requests_in_flight"), 0);
}

}  // namespace
}  // namespace berth
