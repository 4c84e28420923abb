// Internal or external capacity for a Workers AI model.
#pragma once

#include "berth/v1/workload.pb.h"
#include "core/workers_ai/gpu_sizing.h"

namespace berth {

struct PathCandidate {
  v1::WorkersAiPath path = v1::WORKERS_AI_PATH_UNSPECIFIED;
  GpuAllocation gpus;
  // What speaks against the path, and why it is not the chosen one.
  Findings findings;
};

struct PathChoice {
  PathCandidate chosen;
  PathCandidate other;
};

// The path that is asked for; else internal capacity if it holds the model, else external capacity if that does; else,
// so that there is a document to look at, the one that has the GPU type and can give it more GPUs.
PathChoice ChoosePath(const GpuDemand& demand, v1::WorkersAiPath asked, const v1::WorkersAiSettings& settings,
                      DecisionTrace& trace);

}  // namespace berth
