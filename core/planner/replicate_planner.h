// Plans for Replicate: availability, provider, document, alternatives.
#pragma once

#include "berth/v1/placement_service.pb.h"
#include "core/catalog/catalog_index.h"
#include "core/errors/error_report.h"

namespace berth {

// Fills `response` for `request.replicate()`, but for revision, fingerprint and view. With violations the response is
// of no use.
void PlanReplicate(const CatalogIndex& catalog, const v1::PlanPlacementRequest& request, int max_candidates,
                   Violations& violations, v1::PlanPlacementResponse& response);

}  // namespace berth
