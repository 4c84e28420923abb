#include "server/status/status_mapping.h"

#include <atomic>
#include <cstdint>
#include <optional>
#include <random>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "core/errors/error_report.h"
#include "core/wire/wire.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "spdlog/spdlog.h"

namespace berth {
namespace {

constexpr char kDomain[] = "berth.dev";
// Texts of one violation, so that at least one always fits.
constexpr size_t kMaxFieldBytes = 256;
constexpr size_t kMaxViolationMessageBytes = 384;
constexpr size_t kMaxNearest = 3;
constexpr size_t kMaxNearestBytes = 64;
constexpr int kRetryAfterSeconds = 1;

// Cut at a character, not within one.
std::string Shorten(absl::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  size_t end = max_bytes - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), "...");
}

v1::Violation Shorten(const v1::Violation& violation) {
  v1::Violation shortened;
  shortened.set_reason(violation.reason());
  shortened.set_field(Shorten(violation.field(), kMaxFieldBytes));
  shortened.set_message(Shorten(violation.message(), kMaxViolationMessageBytes));
  for (const std::string& name : violation.nearest()) {
    if (shortened.nearest_size() == kMaxNearest) break;
    shortened.add_nearest(Shorten(name, kMaxNearestBytes));
  }
  return shortened;
}

// Unique among the requests of this process, and most likely among all servers.
std::string NewRequestId() {
  static const uint32_t process = std::random_device{}();
  static std::atomic<uint32_t> next{1};
  return absl::StrFormat("%08x-%08x", process, next.fetch_add(1, std::memory_order_relaxed));
}

v1::ErrorReason LeadingReason(const v1::ErrorReport& report, absl::StatusCode code) {
  for (const v1::Violation& violation : report.violations()) {
    if (CodeOf(violation.reason()) == code) return violation.reason();
  }
  return report.violations(0).reason();
}

// The same bytes every time, unlike Any's own packing, which leaves maps unsorted.
void AddDetail(const google::protobuf::Message& detail, google::rpc::Status& details) {
  google::protobuf::Any& any = *details.add_details();
  any.set_type_url(absl::StrCat("type.googleapis.com/", detail.GetDescriptor()->full_name()));
  any.set_value(Encode(detail));
}

void AddErrorInfo(const v1::ErrorReport& report, int total, v1::ErrorReason reason, const std::string& request_id,
                  google::rpc::Status& details) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(ReasonName(reason)));
  info.set_domain(kDomain);
  (*info.mutable_metadata())["violations"] = absl::StrCat(total);
  (*info.mutable_metadata())["violations_shown"] = absl::StrCat(report.violations_size());
  if (!request_id.empty()) (*info.mutable_metadata())["request_id"] = request_id;
  AddDetail(info, details);
}

// The standard details that a client of any language understands.
void AddStandardDetails(absl::StatusCode code, const v1::ErrorReport& report, google::rpc::Status& details) {
  if (code == absl::StatusCode::kInvalidArgument) {
    google::rpc::BadRequest bad_request;
    for (const v1::Violation& violation : report.violations()) {
      auto& field = *bad_request.add_field_violations();
      field.set_field(violation.field());
      field.set_description(violation.message());
    }
    AddDetail(bad_request, details);
  } else if (code == absl::StatusCode::kFailedPrecondition) {
    google::rpc::PreconditionFailure failure;
    for (const v1::Violation& violation : report.violations()) {
      auto& precondition = *failure.add_violations();
      precondition.set_type(std::string(ReasonName(violation.reason())));
      precondition.set_subject(violation.field());
      precondition.set_description(violation.message());
    }
    AddDetail(failure, details);
  } else if (code == absl::StatusCode::kUnavailable || code == absl::StatusCode::kResourceExhausted) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(kRetryAfterSeconds);
    AddDetail(retry, details);
  }
}

std::string SerializeDetails(const google::rpc::Status& status, const v1::ErrorReport& shown, int total,
                             v1::ErrorReason reason, const std::string& request_id) {
  google::rpc::Status details = status;
  AddErrorInfo(shown, total, reason, request_id, details);
  AddStandardDetails(static_cast<absl::StatusCode>(status.code()), shown, details);
  AddDetail(shown, details);
  return details.SerializeAsString();
}

grpc::Status Build(absl::StatusCode code, absl::string_view text, const v1::ErrorReport& report,
                   const std::string& request_id) {
  google::rpc::Status status;
  status.set_code(static_cast<int>(code));
  status.set_message(Shorten(text, kMaxMessageBytes));
  const int total = report.violations_size();
  const v1::ErrorReason reason = LeadingReason(report, code);

  v1::ErrorReport shown;
  std::string bytes;
  for (const v1::Violation& violation : report.violations()) {
    *shown.add_violations() = Shorten(violation);
    std::string longer = SerializeDetails(status, shown, total, reason, request_id);
    if (longer.size() > kMaxDetailBytes) break;
    bytes = std::move(longer);
  }
  return grpc::Status(static_cast<grpc::StatusCode>(code), status.message(), bytes);
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status, absl::string_view method) {
  const std::optional<v1::ErrorReport> report = ErrorReportOf(status);
  const bool ours = !report.has_value() || report->violations().empty() || status.code() == absl::StatusCode::kInternal;
  if (!ours) return Build(status.code(), status.message(), *report, "");

  const std::string request_id = NewRequestId();
  spdlog::error("request {} to {} failed: {}", request_id, std::string(method), absl::CHexEscape(status.ToString()));
  const std::string text = absl::StrCat("internal error, request id `", request_id, "`");
  v1::ErrorReport internal;
  v1::Violation& violation = *internal.add_violations();
  violation.set_reason(v1::ERROR_REASON_INTERNAL);
  violation.set_message(text);
  return Build(absl::StatusCode::kInternal, text, internal, request_id);
}

}  // namespace berth
