// Whether configurations can be understood, and which hardware they name.
#pragma once

#include <vector>

#include "berth/v1/workload.pb.h"
#include "core/catalog/catalog_index.h"
#include "core/errors/error_report.h"
#include "core/replicate/effective_config.h"

namespace berth {

// Every fault of one configuration, by itself.
void ValidateConfig(const ConfigSource& source, const CatalogIndex& catalog, Violations& violations);

// What only the configurations together can lack or contradict. What is missing is reported under the path of the first
// source, a contradiction under the path of a field that is set. `sources` must not be empty.
void ValidateEffectiveConfig(const std::vector<ConfigSource>& sources, Violations& violations);

// The SKU that the sources name together (see HardwareSources), or null, in which case there is a violation here or
// from the validation of the fields. A unit without limits is a violation: nothing can be planned on it. So is a GPU
// where the workload is `cpu_only`, whether or not the catalog offers it.
const v1::Sku* ResolveSku(const std::vector<ConfigSource>& sources, bool cpu_only, const CatalogIndex& catalog,
                          Violations& violations);

}  // namespace berth
