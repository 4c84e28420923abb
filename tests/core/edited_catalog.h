// The default catalog with changes: how a test gets the catalog that its case is
// about.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "absl/strings/string_view.h"
#include "berth/v1/catalog.pb.h"
#include "core/catalog/catalog_index.h"
#include "google/protobuf/text_format.h"

namespace berth {

using CatalogEdit = std::function<void(v1::Catalog&)>;

// The default catalog as it is written, and loaded.
v1::Catalog DefaultCatalog();
const CatalogIndex& DefaultIndex();

// The default catalog after `edit`, loaded. Throws if that makes it invalid.
std::shared_ptr<const CatalogIndex> CatalogWith(const CatalogEdit& edit);

// Entries by name. Throw if there is none.
v1::ComputeUnit& UnitOf(v1::Catalog& catalog, absl::string_view name);
v1::Sku& SkuOf(v1::Catalog& catalog, absl::string_view name);
v1::ProviderPolicy& PolicyOf(v1::Catalog& catalog, v1::Provider provider);

// A message from protobuf's text format. Throws if it is none.
template <typename Message>
Message FromText(absl::string_view text) {
  Message message;
  if (!google::protobuf::TextFormat::ParseFromString(std::string(text), &message)) {
    throw std::invalid_argument(std::string(text));
  }
  return message;
}

}  // namespace berth
