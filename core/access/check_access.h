// CheckAccess: may this account use this resource? Decides by the policy in the
// request, or by the catalog's for the resource's name. Nothing is cached. Pure
// and thread-safe.
#pragma once

#include "absl/status/status.h"
#include "berth/v1/placement_service.pb.h"
#include "core/catalog/catalog_index.h"

namespace berth {

// Fills `response`, which must be empty. A denial is an answer; errors carry an ErrorReport, and are never to be taken
// for an ALLOW.
absl::Status CheckAccess(const CatalogIndex& catalog, const v1::CheckAccessRequest& request,
                         v1::CheckAccessResponse& response);

}  // namespace berth
