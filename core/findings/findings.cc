#include "core/findings/findings.h"

#include <algorithm>

#include "absl/container/btree_set.h"
#include "absl/strings/strip.h"

namespace berth {

v1::Finding MakeFinding(v1::Reason reason, v1::Severity severity, absl::string_view subject,
                        absl::string_view message) {
  v1::Finding finding;
  finding.set_reason(reason);
  finding.set_severity(severity);
  finding.set_subject(std::string(subject));
  finding.set_message(std::string(message));
  return finding;
}

v1::Finding MakeShortfall(v1::Reason reason, absl::string_view subject, int64_t required, int64_t available,
                          absl::string_view message) {
  v1::Finding finding = MakeFinding(reason, v1::SEVERITY_OBSTACLE, subject, message);
  finding.set_required(required);
  finding.set_available(available);
  return finding;
}

bool HasObstacle(const Findings& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const v1::Finding& finding) { return finding.severity() == v1::SEVERITY_OBSTACLE; });
}

void ReasonTally::Count(const Findings& findings) {
  absl::btree_set<v1::Reason> reasons;
  for (const v1::Finding& finding : findings) reasons.insert(finding.reason());
  for (const v1::Reason reason : reasons) ++counts_[reason];
}

void ReasonTally::AddTo(google::protobuf::RepeatedPtrField<v1::ReasonCount>& counts) const {
  for (const auto& [reason, count] : counts_) {
    v1::ReasonCount& entry = *counts.Add();
    entry.set_reason(reason);
    entry.set_count(count);
  }
}

absl::string_view ShortName(v1::Reason reason) { return absl::StripPrefix(v1::Reason_Name(reason), "REASON_"); }

}  // namespace berth
