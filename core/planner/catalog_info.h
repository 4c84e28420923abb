// GetCatalogInfo: what answers are based on. Pure and thread-safe.
#pragma once

#include "absl/strings/string_view.h"
#include "berth/v1/placement_service.pb.h"
#include "core/catalog/catalog_index.h"

namespace berth {

// Fills `response`, which must be empty. Cannot fail.
void GetCatalogInfo(const CatalogIndex& catalog, absl::string_view build_version, v1::GetCatalogInfoResponse& response);

}  // namespace berth
