// PlanPlacement: composes candidates, choice, document and explanation from the
// platforms' own modules. Pure and thread-safe.
#pragma once

#include "absl/status/status.h"
#include "berth/v1/placement_service.pb.h"
#include "core/catalog/catalog_index.h"

namespace berth {

// Fills `response`, which must be empty. An infeasible workload is an answer; a request that cannot be understood or
// that breaks a rule of the domain is an error with an ErrorReport (see core/errors/error_report.h).
absl::Status PlanPlacement(const CatalogIndex& catalog, const v1::PlanPlacementRequest& request,
                           v1::PlanPlacementResponse& response);

}  // namespace berth
