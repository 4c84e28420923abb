// The trace of a plan's decisions: which rule made which, if anyone wants to know.
// It becomes the explanation in the answer. Not thread-safe.
#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "berth/v1/placement.pb.h"

namespace berth {

class DecisionTrace {
 public:
  // Records into `explanation`; null records nothing, at no cost but the call.
  explicit DecisionTrace(v1::Explanation* explanation) : explanation_(explanation) {}

  // `rule` is an id of the rules' table; the decision's value is the concatenation of `parts`.
  template <typename... Parts>
  void Add(absl::string_view rule, absl::string_view subject, const Parts&... parts) {
    if (explanation_ != nullptr) Record(rule, subject, absl::StrCat(parts...));
  }

  bool enabled() const { return explanation_ != nullptr; }

 private:
  void Record(absl::string_view rule, absl::string_view subject, std::string value);

  v1::Explanation* explanation_;
};

}  // namespace berth
