// What the Config API properties of a model ask for. The one reading of them:
// whatever takes a configuration refuses the same ones.
#pragma once

#include "absl/strings/string_view.h"
#include "berth/v1/catalog.pb.h"
#include "berth/v1/workload.pb.h"
#include "core/errors/error_report.h"
#include "core/findings/findings.h"
#include "core/rules/decision_trace.h"
#include "core/workers_ai/constraints.h"
#include "core/workers_ai/gpu_sizing.h"

namespace berth {

struct ModelConfig {
  GpuDemand demand;
  ColoConstraints constraints;
};

// Every fault of `config`, under `path`; what its lists leave out is a diagnostic. Where there are faults, the rest
// means nothing. Access properties are not read.
ModelConfig ReadModelConfig(const v1::WorkersAiConfig& config, const v1::WorkersAiSettings& settings,
                            absl::string_view path, DecisionTrace& trace, Violations& violations,
                            Findings& diagnostics);

}  // namespace berth
