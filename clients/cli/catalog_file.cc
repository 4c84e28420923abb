#include "clients/cli/catalog_file.h"

#include "absl/strings/string_view.h"
#include "clients/cli/source.h"

namespace berth {

absl::StatusOr<std::shared_ptr<const CatalogIndex>> ReadCatalog(absl::string_view file, Console& console) {
  if (file.empty()) return LoadCatalog(DefaultCatalogText());
  const absl::StatusOr<std::string> text = ReadInput(file, kMaxCatalogBytes, console);
  if (!text.ok()) return text.status();
  absl::StatusOr<std::shared_ptr<const CatalogIndex>> catalog = LoadCatalog(*text);
  if (!catalog.ok()) return WithSource(catalog.status(), file);
  return catalog;
}

}  // namespace berth
