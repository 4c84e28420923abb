// Whether configurations can be understood, and which hardware they name.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "berth/v1/workload.pb.h"
#include "core/catalog/catalog_index.h"
#include "core/errors/error_report.h"
#include "core/replicate/effective_config.h"

namespace berth {

// Every fault of one configuration, by itself.
void ValidateConfig(const ConfigSource& source, const CatalogIndex& catalog, Violations& violations);

// What only the merged configuration can lack or contradict; reported under the path of the first source.
void ValidateEffectiveConfig(const v1::DeployableConfig& config, absl::string_view path, Violations& violations);

// The SKU that the configuration names, or null, in which case there is a violation. A unit without limits is a
// violation too: nothing can be planned on it.
const v1::Sku* ResolveSku(const ConfigSource& source, const CatalogIndex& catalog, Violations& violations);

}  // namespace berth
