// ResolveHardware: names, counts and requirements to hardware, with a reason for
// every SKU that is left out. Pure and thread-safe.
#pragma once

#include "absl/status/status.h"
#include "berth/v1/placement_service.pb.h"
#include "core/catalog/catalog_index.h"

namespace berth {

// Fills `response`, which must be empty. Errors carry an ErrorReport.
absl::Status ResolveHardware(const CatalogIndex& catalog, const v1::ResolveHardwareRequest& request,
                             v1::ResolveHardwareResponse& response);

// Fills `response`, which must be empty, with one page of SKUs sorted by name. Errors carry an ErrorReport.
absl::Status ListHardware(const CatalogIndex& catalog, const v1::ListHardwareRequest& request,
                          v1::ListHardwareResponse& response);

}  // namespace berth
