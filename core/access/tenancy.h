// What separates tenants on each platform, and what they share.
#pragma once

#include "berth/v1/access.pb.h"

namespace berth {

// The deployable has GPUs of its own, which serve every account that may call it, first come, first served. Whether
// they serve more than one depends on its access policy, and is not told here.
v1::Tenancy ReplicateTenancy();

// All accounts share the instances of a model, with fair queuing per account elsewhere.
v1::Tenancy WorkersAiTenancy();

}  // namespace berth
