// Reads a catalog from a file, or takes the compiled-in one. Parsing and
// validation are core's. Thread-safe.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "core/catalog/catalog_index.h"
#include "server/files/bounded_read.h"

namespace berth {

// The default catalog if `path` is empty. A file that cannot be read, or that is larger than kMaxCatalogBytes, is a
// plain error; faults of the catalog itself come as an ErrorReport.
absl::StatusOr<std::shared_ptr<const CatalogIndex>> ReadCatalog(const std::string& path,
                                                                FileKind kind = FileKind::kAny);

// One line for each of the first faults, and one that counts them. `status` is what ReadCatalog returned.
std::vector<std::string> CatalogFaults(const std::string& path, const absl::Status& status);
void LogCatalogFaults(const std::string& path, const absl::Status& status);

}  // namespace berth
