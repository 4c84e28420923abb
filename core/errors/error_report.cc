#include "core/errors/error_report.h"

#include "absl/container/flat_hash_set.h"
#include "absl/strings/cord.h"
#include "absl/strings/strip.h"

namespace berth {
namespace {

constexpr absl::string_view kPayloadUrl = "type.googleapis.com/berth.v1.ErrorReport";

}  // namespace

void Violations::Add(v1::ErrorReason reason, absl::string_view field, absl::string_view message,
                     const std::vector<std::string>& nearest) {
  v1::Violation& violation = *report_.add_violations();
  violation.set_reason(reason);
  violation.set_field(std::string(field));
  violation.set_message(std::string(message));
  violation.mutable_nearest()->Add(nearest.begin(), nearest.end());
}

absl::Status Violations::ToStatus() const {
  if (empty()) return absl::OkStatus();
  const v1::Violation* leading = &report_.violations(0);
  for (const v1::Violation& violation : report_.violations()) {
    if (CodeOf(violation.reason()) == absl::StatusCode::kInvalidArgument) {
      leading = &violation;
      break;
    }
  }
  std::string message;
  if (!leading->field().empty()) absl::StrAppend(&message, leading->field(), ": ");
  absl::StrAppend(&message, leading->message());
  if (size() > 1) absl::StrAppend(&message, " (and ", size() - 1, " more)");
  absl::Status status(CodeOf(leading->reason()), message);
  status.SetPayload(kPayloadUrl, absl::Cord(report_.SerializeAsString()));
  return status;
}

absl::Status ErrorStatus(v1::ErrorReason reason, absl::string_view field, absl::string_view message) {
  Violations violations;
  violations.Add(reason, field, message);
  return violations.ToStatus();
}

absl::Status JoinFaults(const absl::Status& first, const absl::Status& second) {
  if (first.ok() || second.ok()) return first.ok() ? second : first;
  const auto first_report = ErrorReportOf(first);
  const auto second_report = ErrorReportOf(second);
  if (!first_report.has_value() || !second_report.has_value()) return first;
  Violations joined;
  absl::flat_hash_set<absl::string_view> fields;
  for (const v1::Violation& violation : first_report->violations()) {
    joined.Add(violation);
    fields.insert(violation.field());
  }
  for (const v1::Violation& violation : second_report->violations()) {
    if (!fields.contains(violation.field())) joined.Add(violation);
  }
  return joined.ToStatus();
}

std::optional<v1::ErrorReport> ErrorReportOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayloadUrl);
  if (!payload.has_value()) return std::nullopt;
  v1::ErrorReport report;
  if (!report.ParseFromString(std::string(*payload))) return std::nullopt;
  return report;
}

absl::StatusCode CodeOf(v1::ErrorReason reason) {
  switch (reason) {
    case v1::ERROR_REASON_MALFORMED_MESSAGE:
    case v1::ERROR_REASON_UNKNOWN_FIELD:
    case v1::ERROR_REASON_UNKNOWN_ENUM_VALUE:
    case v1::ERROR_REASON_REQUIRED_FIELD_MISSING:
    case v1::ERROR_REASON_FIELD_NOT_APPLICABLE:
    case v1::ERROR_REASON_CONFLICTING_FIELDS:
    case v1::ERROR_REASON_VALUE_OUT_OF_RANGE:
    case v1::ERROR_REASON_INVALID_FORMAT:
    case v1::ERROR_REASON_TOO_LARGE:
    case v1::ERROR_REASON_UNKNOWN_SKU:
    case v1::ERROR_REASON_UNKNOWN_COMPUTE_UNIT:
    case v1::ERROR_REASON_UNKNOWN_GPU_MODEL:
    case v1::ERROR_REASON_UNKNOWN_REGION:
    case v1::ERROR_REASON_SKU_NOT_IN_CATALOG:
    case v1::ERROR_REASON_GPU_NOT_ALLOWED:
    case v1::ERROR_REASON_BATCH_TOO_LARGE:
    case v1::ERROR_REASON_INVALID_CATALOG:
      return absl::StatusCode::kInvalidArgument;
    case v1::ERROR_REASON_COMPUTE_UNIT_HAS_NO_LIMITS:
    case v1::ERROR_REASON_DEPLOYMENT_USED_BY_MODEL:
    case v1::ERROR_REASON_DEPLOYMENT_NOT_USED_BY_MODEL:
    case v1::ERROR_REASON_VERSION_NOT_TRAINABLE:
    case v1::ERROR_REASON_CATALOG_REVISION_MISMATCH:
    case v1::ERROR_REASON_PLATFORM_NOT_IN_CATALOG:
      return absl::StatusCode::kFailedPrecondition;
    case v1::ERROR_REASON_RESOURCE_NOT_FOUND:
      return absl::StatusCode::kNotFound;
    case v1::ERROR_REASON_OVERLOADED:
      return absl::StatusCode::kResourceExhausted;
    case v1::ERROR_REASON_DRAINING:
      return absl::StatusCode::kUnavailable;
    case v1::ERROR_REASON_CALLER_NOT_ALLOWED:
      return absl::StatusCode::kPermissionDenied;
    default:
      return absl::StatusCode::kInternal;
  }
}

absl::string_view ReasonName(v1::ErrorReason reason) {
  return absl::StripPrefix(v1::ErrorReason_Name(reason), "ERROR_REASON_");
}

}  // namespace berth
