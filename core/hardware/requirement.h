// Which SKUs satisfy a requirement, and all that speaks against the others.
#pragma once

#include <functional>

#include "absl/strings/string_view.h"
#include "berth/v1/placement.pb.h"
#include "core/catalog/catalog_index.h"
#include "core/errors/error_report.h"
#include "core/findings/findings.h"

namespace berth {

// Every fault of the requirement itself; fields are reported under `path`.
void ValidateRequirement(const v1::HardwareRequirement& requirement, const CatalogIndex& catalog,
                         absl::string_view path, Violations& violations);

// An obstacle for every criterion that the SKU does not meet: availability for `purpose`, and each field that is set.
Findings CheckRequirement(const v1::HardwareRequirement& requirement, v1::Purpose purpose, const v1::Sku& sku,
                          const CatalogIndex& catalog);

// Checks every SKU in the order of their rank (price, GPU memory, name; unknown prices last). The first
// `max_candidates` that meet the criteria go to `on_match`; reasons of the others are counted in `tally`, and
// `explanation`, unless it is null, gets a row for each SKU, chosen ones first, up to `max_candidates`. `extra` may add
// obstacles of its own.
struct SkuSearch {
  const v1::HardwareRequirement& requirement;
  v1::Purpose purpose;
  int max_candidates;
  std::function<void(const v1::Sku&, Findings&)> extra;
  std::function<void(const v1::Sku&)> on_match;
};
void SearchSkus(const CatalogIndex& catalog, const SkuSearch& search, ReasonTally& tally, v1::Explanation* explanation);

}  // namespace berth
