// Which colos an instance on internal capacity may run in, where the catalog
// lists colos.
#pragma once

#include <optional>
#include <vector>

#include "berth/v1/catalog.pb.h"
#include "berth/v1/workload.pb.h"
#include "core/findings/findings.h"
#include "core/workers_ai/constraints.h"
#include "core/workers_ai/gpu_sizing.h"

namespace berth {

// The colos of the catalog that satisfy all constraints, sorted by PoP. With none left, each contradiction is an
// obstacle; a pinned colo that the other constraints rule out is at least a diagnostic.
std::vector<const v1::WorkersAiColo*> MatchColos(const ColoConstraints& constraints,
                                                 const v1::WorkersAiSettings& settings, Findings& findings);

struct ColoPlacement {
  // The model's own, or tiger mode's.
  ColoConstraints constraints;
  // The tier that tiger mode pins to: only a single-GPU model without constraints of its own is pinned.
  std::optional<int> tiger_tier;
  // Both empty where the catalog lists no colos.
  std::vector<const v1::WorkersAiColo*> colos;
  Findings findings;
};
ColoPlacement PlaceInColos(const v1::WorkersAiWorkload& workload, const GpuAllocation& gpus, const ColoConstraints& own,
                           const v1::WorkersAiSettings& settings);

}  // namespace berth
