// Whether a Replicate workload has the parts that its kind needs, and none that
// have no meaning for it.
#pragma once

#include "berth/v1/workload.pb.h"
#include "core/catalog/catalog_index.h"
#include "core/errors/error_report.h"

namespace berth {

// Reports every fault of the workload but those of its configurations (see config_validation.h). False if it has no
// kind: then its configurations mean nothing.
bool ValidateWorkload(const v1::ReplicateWorkload& workload, const CatalogIndex& catalog, Violations& violations);

}  // namespace berth
