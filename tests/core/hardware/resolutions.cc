#include "tests/core/hardware/resolutions.h"

#include "core/hardware/resolve_hardware.h"

namespace berth {

v1::ResolveHardwareResponse Resolve(absl::string_view request, const CatalogIndex& catalog) {
  v1::ResolveHardwareResponse response;
  const absl::Status status = ResolveHardware(catalog, FromText<v1::ResolveHardwareRequest>(request), response);
  if (!status.ok() || response.catalog_revision() != catalog.revision()) {
    throw std::invalid_argument(status.ToString());
  }
  return response;
}

absl::Status Refuse(absl::string_view request, const CatalogIndex& catalog) {
  v1::ResolveHardwareResponse response;
  return ResolveHardware(catalog, FromText<v1::ResolveHardwareRequest>(request), response);
}

}  // namespace berth
