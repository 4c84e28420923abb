#include "tests/traffic/load_report.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "core/wire/wire.h"

namespace berth {
namespace {

using google::protobuf::Struct;

const char* NameOf(grpc::StatusCode code) {
  static constexpr const char* kNames[] = {
      "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
      "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
      "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
      "DATA_LOSS", "UNAUTHENTICATED"};
  const auto index = static_cast<size_t>(code);
  return index < std::size(kNames) ? kNames[index] : "OTHER";
}

void Set(Struct& object, const std::string& key, double value) {
  (*object.mutable_fields())[key].set_number_value(value);
}

Struct& Child(Struct& object, const std::string& key) {
  return *(*object.mutable_fields())[key].mutable_struct_value();
}

void SetLatency(Struct& object, const std::string& key, const std::vector<int64_t>& sorted) {
  Struct& latency = Child(object, key);
  Set(latency, "p50", Milliseconds(Quantile(sorted, 0.5)));
  Set(latency, "p99", Milliseconds(Quantile(sorted, 0.99)));
  Set(latency, "p99.9", Milliseconds(Quantile(sorted, 0.999)));
  Set(latency, "max", Milliseconds(Quantile(sorted, 1)));
}

}  // namespace

int64_t Quantile(const std::vector<int64_t>& sorted, double quantile) {
  if (sorted.empty()) return 0;
  const auto rank = static_cast<size_t>(std::ceil(quantile * static_cast<double>(sorted.size())));
  return sorted[std::clamp<size_t>(rank, 1, sorted.size()) - 1];
}

double Milliseconds(int64_t nanoseconds) { return std::round(static_cast<double>(nanoseconds) / 1e3) / 1e3; }

Struct ReportOn(const LoadResult& result) {
  Struct report;
  const double seconds = absl::ToDoubleSeconds(result.window);
  Set(report, "seconds", std::round(seconds * 1e3) / 1e3);
  Set(report, "started", static_cast<double>(result.started));
  Set(report, "accepted_per_second", std::round(result.AcceptedPerSecond() * 10) / 10);
  Set(report, "wrong_answers", static_cast<double>(result.wrong));
  Struct& calls = Child(report, "calls");
  for (const auto& [code, count] : result.calls) Set(calls, NameOf(code), static_cast<double>(count));
  Set(report, "refused_with_retry_info", static_cast<double>(result.refused_with_retry_info));
  Struct& reasons = Child(report, "refused_reasons");
  for (const auto& [reason, count] : result.refused_reasons) Set(reasons, reason, static_cast<double>(count));
  SetLatency(report, "accepted_ms", result.accepted_latency);
  SetLatency(report, "refused_ms", result.refused_latency);
  auto& failures = *(*report.mutable_fields())["failures"].mutable_list_value();
  for (const std::string& failure : result.failures) failures.add_values()->set_string_value(failure);
  return report;
}

std::string ReportLine(const LoadResult& result) { return ToJson(ReportOn(result)); }

}  // namespace berth
