// What errors and answers say, one line per item, so that a test compares lists
// of lines.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "berth/v1/placement.pb.h"
#include "core/errors/error_report.h"
#include "core/findings/findings.h"

namespace berth {

using Lines = std::vector<std::string>;

// `REASON field` for each violation; `(no report)` for a failure that carries none.
Lines ViolationLines(const absl::Status& status);
Lines ViolationLines(const Violations& violations);

// Of the first violation; UNSPECIFIED for a failure that carries no report.
v1::ErrorReason FirstReason(const absl::Status& status);

// `field: message` for each violation.
Lines MessageLines(const absl::Status& status);

// `SEVERITY REASON subject`, and ` required/available` for a shortfall.
Lines FindingLines(const Findings& findings);

// `REASON count`.
Lines CountLines(const google::protobuf::RepeatedPtrField<v1::ReasonCount>& counts);

}  // namespace berth
