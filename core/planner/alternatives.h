// What would do instead of hardware that a Replicate workload cannot have.
#pragma once

#include "berth/v1/placement.pb.h"
#include "core/catalog/catalog_index.h"
#include "core/replicate/deployable.h"

namespace berth {

// Appends SKUs that are available for the deployable's purpose, have at least as much GPU memory in all (none, for CPU
// hardware) and a place to run at the provider asked for (any, if unspecified). Ranked as a person would look for them:
// the same GPU in another count; the same number of GPUs with at least as much memory each; fewer, larger GPUs; more
// GPUs. Within each by price (unknown last), then by name. At most `max_candidates`.
void AddAlternatives(const Deployable& deployable, v1::Provider asked, int max_candidates, const CatalogIndex& catalog,
                     google::protobuf::RepeatedPtrField<v1::Alternative>& alternatives);

}  // namespace berth
