// Requests for plans, and their answers.
#pragma once

#include "absl/strings/string_view.h"
#include "berth/v1/placement_service.pb.h"
#include "core/catalog/catalog_index.h"
#include "tests/core/edited_catalog.h"

namespace berth {

// A request for one version prediction (or deployment prediction) on `sku`. `rest` are further fields of the
// `ReplicateWorkload`, in text format.
v1::PlanPlacementRequest VersionRequest(absl::string_view sku, absl::string_view rest = "");
v1::PlanPlacementRequest DeploymentRequest(absl::string_view sku, absl::string_view rest = "");
v1::PlanPlacementRequest ProcedureRequest(absl::string_view rest = "");

// The plan. Throws if the request is refused.
v1::PlanPlacementResponse Plan(const v1::PlanPlacementRequest& request, const CatalogIndex& catalog = DefaultIndex());

}  // namespace berth
