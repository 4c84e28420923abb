// What differs between two catalogs, entry by entry. Entries are matched by
// their names, so that their order never matters.
#pragma once

#include <string>

#include "berth/v1/catalog.pb.h"

namespace berth {

// One line for each value: `~ skus[cpu].public: true -> false`, `+` for what only `right` has, `-` for what only
// `left` has. Empty if nothing differs.
std::string RenderCatalogDiff(const v1::Catalog& left, const v1::Catalog& right);

}  // namespace berth
