#include "tests/core/edited_catalog.h"

#include <utility>

#include "core/catalog/catalog_loader.h"

namespace berth {

v1::Catalog DefaultCatalog() { return FromText<v1::Catalog>(DefaultCatalogText()); }

const CatalogIndex& DefaultIndex() {
  static const auto& index = *new std::shared_ptr<const CatalogIndex>(CatalogWith([](v1::Catalog&) {}));
  return *index;
}

std::shared_ptr<const CatalogIndex> CatalogWith(const CatalogEdit& edit) {
  v1::Catalog catalog = DefaultCatalog();
  edit(catalog);
  auto index = LoadCatalog(std::move(catalog));
  if (!index.ok()) throw std::invalid_argument(index.status().ToString());
  return *std::move(index);
}

v1::ComputeUnit& UnitOf(v1::Catalog& catalog, absl::string_view name) {
  for (v1::ComputeUnit& unit : *catalog.mutable_compute_units()) {
    if (unit.name() == name) return unit;
  }
  throw std::out_of_range(std::string(name));
}

v1::Sku& SkuOf(v1::Catalog& catalog, absl::string_view name) {
  for (v1::Sku& sku : *catalog.mutable_skus()) {
    if (sku.name() == name) return sku;
  }
  throw std::out_of_range(std::string(name));
}

v1::ProviderPolicy& PolicyOf(v1::Catalog& catalog, v1::Provider provider) {
  for (v1::ProviderPolicy& policy : *catalog.mutable_providers()) {
    if (policy.provider() == provider) return policy;
  }
  throw std::out_of_range(v1::Provider_Name(provider));
}

}  // namespace berth
