#include "tests/core/lines.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace berth {
namespace {

Lines ReportLines(const v1::ErrorReport& report) {
  Lines lines;
  for (const v1::Violation& violation : report.violations()) {
    lines.push_back(absl::StrCat(ReasonName(violation.reason()), " ", violation.field()));
  }
  return lines;
}

}  // namespace

Lines ViolationLines(const absl::Status& status) {
  if (status.ok()) return {};
  const auto report = ErrorReportOf(status);
  return report.has_value() ? ReportLines(*report) : Lines{"(no report)"};
}

Lines ViolationLines(const Violations& violations) { return ReportLines(violations.report()); }

v1::ErrorReason FirstReason(const absl::Status& status) {
  const v1::ErrorReport report = ErrorReportOf(status).value_or(v1::ErrorReport());
  return report.violations().empty() ? v1::ERROR_REASON_UNSPECIFIED : report.violations(0).reason();
}

Lines MessageLines(const absl::Status& status) {
  Lines lines;
  const v1::ErrorReport report = ErrorReportOf(status).value_or(v1::ErrorReport());
  for (const v1::Violation& violation : report.violations()) {
    lines.push_back(absl::StrCat(violation.field(), ": ", violation.message()));
  }
  return lines;
}

Lines FindingLines(const Findings& findings) {
  Lines lines;
  for (const v1::Finding& finding : findings) {
    std::string line = absl::StrCat(absl::StripPrefix(v1::Severity_Name(finding.severity()), "SEVERITY_"), " ",
                                    ShortName(finding.reason()), " ", finding.subject());
    if (finding.has_required()) absl::StrAppend(&line, " ", finding.required(), "/", finding.available());
    lines.push_back(std::move(line));
  }
  return lines;
}

Lines CountLines(const google::protobuf::RepeatedPtrField<v1::ReasonCount>& counts) {
  Lines lines;
  for (const v1::ReasonCount& count : counts) {
    lines.push_back(absl::StrCat(ShortName(count.reason()), " ", count.count()));
  }
  return lines;
}

}  // namespace berth
