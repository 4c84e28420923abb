// Whether a version runs on the pods of its base version.
#pragma once

#include "berth/v1/placement.pb.h"
#include "berth/v1/workload.pb.h"

namespace berth {

// A version is hotswappable only if all hold: it has additional weights (an empty string is none); it has a base
// version; its base image is the base version's image; and the base is public, not virtual and accepts Replicate
// weights. The result lists every condition that fails; those on the base only where there is one.
v1::HotswapFacts EvaluateHotswap(const v1::ReplicateVersion& version);

// Whether the version has weights besides its image; an empty string is none.
bool HasAdditionalWeights(const v1::ReplicateVersion& version);

}  // namespace berth
