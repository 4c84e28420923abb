// What hardware a name means, and what was probably meant by one that means
// nothing. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "core/catalog/catalog_index.h"

namespace berth {

struct NamedHardware {
  const v1::ComputeUnit* unit;
  // 1 to kMaxComputeUnitsPerInstance; the catalog need not offer it.
  int count;
};

// By SKU name or alias, by the name of a compute unit, or by the canonical name that a unit would have in a count that
// no SKU offers. Nothing for other names.
std::optional<NamedHardware> FindHardware(const CatalogIndex& catalog, absl::string_view name);

// SKUs of a unit, nearest count first, and the smaller of two that are as near.
std::vector<std::string> NearestCounts(const CatalogIndex& catalog, absl::string_view compute_unit, int count);

// At most three SKU names and aliases near an unknown one, nearest first. People write vendors' names, node types and
// counts in any place (`h100`, `gpu-h200-sxm`, `gpu-t4-2x`): where the name has a GPU family in it, hardware of that
// family comes first, then the count that it states (else 1), then names by their distance.
std::vector<std::string> NearestSkuNames(const CatalogIndex& catalog, absl::string_view name);

}  // namespace berth
