#include "core/rules/decision_trace.h"

#include <utility>

namespace berth {

void DecisionTrace::Record(absl::string_view rule, absl::string_view subject, std::string value) {
  v1::Decision& decision = *explanation_->add_decisions();
  decision.set_subject(std::string(subject));
  decision.set_value(std::move(value));
  decision.set_rule(std::string(rule));
}

}  // namespace berth
