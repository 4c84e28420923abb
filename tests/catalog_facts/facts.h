// The tables of this directory: what the default catalog must say, written by
// hand, compared with what the catalog makes the library answer.
#pragma once

#include <string>
#include <vector>

#include "core/catalog/catalog_index.h"

namespace berth {

// Every cell that differs, named by table, row and column. Throws if a table cannot be read.
std::vector<std::string> FailedFacts(const CatalogIndex& catalog);

}  // namespace berth
