// From a catalog's text to an immutable index, or to all of its faults. Reads
// no files: the caller brings the text.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/catalog/catalog_index.h"

namespace berth {

// Longest catalog text, bytes.
inline constexpr size_t kMaxCatalogBytes = size_t{64} << 20;

// Parses and validates a catalog in protobuf's text format. INVALID_CATALOG with the line of the first syntax error, or
// with every semantic fault by its entry.
absl::StatusOr<std::shared_ptr<const CatalogIndex>> LoadCatalog(absl::string_view text);

// The same from a message.
absl::StatusOr<std::shared_ptr<const CatalogIndex>> LoadCatalog(v1::Catalog catalog);

// Text of the default catalog, which is compiled in.
absl::string_view DefaultCatalogText();

}  // namespace berth
