#include "core/workers_ai/model_config.h"

#include "absl/strings/str_cat.h"
#include "core/validation/fields.h"

namespace berth {
namespace {

constexpr int kMaxPriority = 1'000'000;
constexpr double kMinVcpu = 0.001;
constexpr double kMaxVcpu = 1000;

void RequireVcpu(absl::string_view path, double vcpu, Violations& violations) {
  // False for what is no number.
  if (vcpu >= kMinVcpu && vcpu <= kMaxVcpu) return;
  violations.Add(v1::ERROR_REASON_VALUE_OUT_OF_RANGE, FieldIn(path, "vcpu"),
                 absl::StrCat("`", vcpu, "` is not in ", kMinVcpu, " to ", kMaxVcpu));
}

}  // namespace

ModelConfig ReadModelConfig(const v1::WorkersAiConfig& config, const v1::WorkersAiSettings& settings,
                            absl::string_view path, DecisionTrace& trace, Violations& violations,
                            Findings& diagnostics) {
  ModelConfig read;
  if (config.has_vcpu()) RequireVcpu(path, config.vcpu(), violations);
  if (config.has_scheduling_priority()) {
    RequireRange(FieldIn(path, "scheduling_priority"), config.scheduling_priority(), 0, kMaxPriority, violations);
  }
  read.demand = SizeDemand(config, settings, path, trace, violations);
  read.constraints = ParseConstraints(config, settings, path, violations, diagnostics);
  return read;
}

}  // namespace berth
