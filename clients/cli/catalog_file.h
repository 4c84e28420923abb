// Catalogs from files, loaded by the same code as in the server.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/console.h"
#include "core/catalog/catalog_loader.h"

namespace berth {

// The catalog in `file`, in `console.in` for `-`, or the default one if `file` is empty.
absl::StatusOr<std::shared_ptr<const CatalogIndex>> ReadCatalog(absl::string_view file, Console& console);

}  // namespace berth
