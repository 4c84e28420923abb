// Collects everything that is wrong with a request or a catalog, and turns it
// into one absl::Status that carries a berth.v1.ErrorReport as its payload.
// Not for machinery that broke: that is a plain Status without a report.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "berth/v1/error_reason.pb.h"

namespace berth {

class Violations {
 public:
  // `field` is the path of the field at fault; `nearest` holds known names near an unknown one, nearest first.
  void Add(v1::ErrorReason reason, absl::string_view field, absl::string_view message,
           const std::vector<std::string>& nearest = {});

  void Add(const v1::Violation& violation) { *report_.add_violations() = violation; }

  bool empty() const { return report_.violations().empty(); }
  int size() const { return report_.violations_size(); }
  const v1::ErrorReport& report() const { return report_; }

  // OK when nothing was added. INVALID_ARGUMENT wins over every other code, since a request must be understood before
  // its domain rules mean anything; otherwise the first violation decides.
  absl::Status ToStatus() const;

 private:
  v1::ErrorReport report_;
};

// A Status with a report of one violation.
absl::Status ErrorStatus(v1::ErrorReason reason, absl::string_view field, absl::string_view message);

// All faults of one request that were found in two passes: the violations of `first`, then those of `second` at fields
// where `first` has none. The other status where one is OK.
absl::Status JoinFaults(const absl::Status& first, const absl::Status& second);

// The report that `status` carries, if it carries one.
std::optional<v1::ErrorReport> ErrorReportOf(const absl::Status& status);

// The canonical code of a reason. docs/errors.md has the same table.
absl::StatusCode CodeOf(v1::ErrorReason reason);

// The reason's name without its prefix, such as `UNKNOWN_SKU`.
absl::string_view ReasonName(v1::ErrorReason reason);

}  // namespace berth
