#include "core/catalog/catalog_validator.h"

#include "absl/strings/str_cat.h"
#include "core/catalog/fault_collector.h"
#include "core/catalog/section_validators.h"
#include "core/wire/wire.h"

namespace berth {
namespace {

// Text format accepts strings that are not UTF-8, which could never be sent.
absl::Status ValidateEncoding(const v1::Catalog& catalog) {
  v1::Catalog decoded;
  absl::Status status = Decode(Encode(catalog), decoded);
  return status.ok() ? CheckStrict(decoded) : status;
}

}  // namespace

absl::Status ValidateCatalog(const v1::Catalog& catalog) {
  if (absl::Status status = ValidateEncoding(catalog); !status.ok()) return status;
  FaultCollector faults;
  ComputeUnitsByName units;
  for (const v1::ComputeUnit& unit : catalog.compute_units()) units.emplace(unit.name(), &unit);
  faults.Require(!units.empty(), "compute_units", "there is none");
  ValidateComputeUnits(catalog, faults);
  ValidateSkus(catalog, units, faults);
  ValidateProviders(catalog, units, faults);
  ValidateReplicateSettings(catalog.replicate(), faults);
  if (catalog.has_workers_ai()) ValidateWorkersAiSettings(catalog.workers_ai(), faults);
  ValidateAccessLists(catalog.access(), faults);
  return faults.ToStatus();
}

}  // namespace berth
