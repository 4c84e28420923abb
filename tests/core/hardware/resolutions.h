// Requests for hardware, in text format, and their answers.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "berth/v1/placement_service.pb.h"
#include "core/catalog/catalog_index.h"
#include "tests/core/edited_catalog.h"

namespace berth {

// The answer. Throws if the request is refused, or the answer is not based on `catalog`.
v1::ResolveHardwareResponse Resolve(absl::string_view request, const CatalogIndex& catalog = DefaultIndex());

// The error of a request that is refused.
absl::Status Refuse(absl::string_view request, const CatalogIndex& catalog = DefaultIndex());

}  // namespace berth
