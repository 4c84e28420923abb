// Whether a Workers AI workload can be understood, but for its configuration,
// which is model_config.h's question.
#pragma once

#include "berth/v1/workload.pb.h"
#include "core/errors/error_report.h"

namespace berth {

// Every fault, under `workers_ai`.
void ValidateWorkersAiWorkload(const v1::WorkersAiWorkload& workload, Violations& violations);

}  // namespace berth
