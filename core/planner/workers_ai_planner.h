// Plans for Workers AI: sizing, path, document.
#pragma once

#include "berth/v1/placement_service.pb.h"
#include "core/catalog/catalog_index.h"
#include "core/errors/error_report.h"

namespace berth {

// Fills `response` for `request.workers_ai()`, but for revision, fingerprint and view. With violations the response is
// of no use.
void PlanWorkersAi(const CatalogIndex& catalog, const v1::PlanPlacementRequest& request, int max_candidates,
                   Violations& violations, v1::PlanPlacementResponse& response);

}  // namespace berth
