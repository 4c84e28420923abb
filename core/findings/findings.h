// How answers say what they have to say: findings with stable reasons, and how
// many candidates each reason ruled out.
#pragma once

#include <cstdint>

#include "absl/container/btree_map.h"
#include "absl/strings/string_view.h"
#include "berth/v1/placement.pb.h"

namespace berth {

using Findings = google::protobuf::RepeatedPtrField<v1::Finding>;

v1::Finding MakeFinding(v1::Reason reason, v1::Severity severity, absl::string_view subject, absl::string_view message);

// An obstacle with numbers: `required` against `available`, in the unit that `subject` names.
v1::Finding MakeShortfall(v1::Reason reason, absl::string_view subject, int64_t required, int64_t available,
                          absl::string_view message);

bool HasObstacle(const Findings& findings);

// Counts candidates per reason. Sorted by reason, so that the same counts are the same bytes.
class ReasonTally {
 public:
  // Counts each reason once, however often it stands in `findings`.
  void Count(const Findings& findings);
  void AddTo(google::protobuf::RepeatedPtrField<v1::ReasonCount>& counts) const;

 private:
  absl::btree_map<v1::Reason, int> counts_;
};

// The reason's name without its prefix, such as `LEGACY`.
absl::string_view ShortName(v1::Reason reason);

}  // namespace berth
