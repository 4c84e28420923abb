// Whether a catalog can be planned by: every fault of it, each with its entry.
// Pure; what it lets pass, the rest of core relies on.
#pragma once

#include "absl/status/status.h"
#include "berth/v1/catalog.pb.h"

namespace berth {

// OK, or INVALID_CATALOG with all faults in the order of the catalog's fields.
absl::Status ValidateCatalog(const v1::Catalog& catalog);

}  // namespace berth
