#include "clients/cli/rendering/errors.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/rendering/text_table.h"
#include "clients/cli/source.h"
#include "core/errors/error_report.h"

namespace berth {
namespace {

std::string ViolationText(const v1::Violation& violation) {
  std::string text(ReasonName(violation.reason()));
  if (!violation.field().empty()) absl::StrAppend(&text, " ", violation.field());
  absl::StrAppend(&text, ": ", violation.message());
  // Most messages name them already.
  if (!violation.nearest().empty() && !absl::StrContains(violation.message(), violation.nearest(0))) {
    absl::StrAppend(&text, "; nearest: `", absl::StrJoin(violation.nearest(), "`, `"), "`");
  }
  return Visible(text);
}

}  // namespace

std::string RenderError(const absl::Status& status) {
  const std::string source = SourceOf(status);
  std::string text = absl::StrCat("berth: ", Visible(source), source.empty() ? "" : ": ");
  const auto report = ErrorReportOf(status);
  if (!report.has_value()) return absl::StrCat(text, Visible(status.message()), "\n");
  if (report->violations_size() == 1) return absl::StrCat(text, ViolationText(report->violations(0)), "\n");
  absl::StrAppend(&text, report->violations_size(), " faults:\n");
  for (const v1::Violation& violation : report->violations()) {
    absl::StrAppend(&text, "  ", ViolationText(violation), "\n");
  }
  return text;
}

ExitStatus ExitStatusOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kPermissionDenied:
      return ExitStatus::kRefused;
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kNotFound:
      // Without a report, it is not the planner that answers so.
      return ErrorReportOf(status).has_value() ? ExitStatus::kRefused : ExitStatus::kBroken;
    default:
      return ExitStatus::kBroken;
  }
}

}  // namespace berth
