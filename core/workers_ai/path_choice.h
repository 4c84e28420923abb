// Internal or external capacity for a Workers AI model.
#pragma once

#include "berth/v1/placement.pb.h"
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

  PathCandidate& internal() { return chosen.path == v1::WORKERS_AI_PATH_INTERNAL ? chosen : other; }
};

// What the model has to say about the path.
struct PathWish {
  // Unspecified: choose.
  v1::WorkersAiPath asked = v1::WORKERS_AI_PATH_UNSPECIFIED;
  // Whether it has constraints, which exist on internal capacity only.
  bool pinned = false;
};

// The path that is asked for; else internal capacity if the model is pinned, or if it holds the model; else external
// capacity if that does; else, so that there is a document to look at, the one that has the GPU type and can give it
// more GPUs, external capacity first.
PathChoice ChoosePath(const GpuDemand& demand, const PathWish& wish, const v1::WorkersAiSettings& settings,
                      DecisionTrace& trace);

// The hardware of a demand: the count of the chosen path, and the paths that hold the demand.
v1::WorkersAiHardware HardwareOf(const GpuDemand& demand, const PathChoice& choice);

}  // namespace berth
