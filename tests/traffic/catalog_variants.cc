#include "tests/traffic/catalog_variants.h"

#include "core/batch/batch.h"
#include "core/catalog/catalog_loader.h"
#include "core/wire/wire.h"
#include "google/protobuf/text_format.h"

namespace berth {

std::string CatalogVariant(int n) {
  v1::Catalog catalog;
  google::protobuf::TextFormat::ParseFromString(std::string(DefaultCatalogText()), &catalog);
  for (v1::ComputeUnit& unit : *catalog.mutable_compute_units()) {
    if (unit.has_limits()) unit.mutable_limits()->set_memory_mib(unit.limits().memory_mib() + n);
  }
  std::string text;
  google::protobuf::TextFormat::PrintToString(catalog, &text);
  return text;
}

std::string SpoiltCatalog(int n) {
  std::string text = CatalogVariant(n);
  switch (n % 3) {
    case 0:  // Within a string.
      return text.substr(0, text.find("name: \"", text.size() / 2) + 8);
    case 1:
      return "";
    default:  // Every SKU twice.
      return text + text.substr(text.find("\nskus {"));
  }
}

std::string DerivedAnswer(const std::string& catalog_text, const v1::BatchPlanPlacementRequest& request) {
  const auto catalog = LoadCatalog(catalog_text);
  if (!catalog.ok()) return "";
  v1::BatchPlanPlacementResponse response;
  if (!BatchPlanPlacement(**catalog, request.SerializeAsString(), BatchLimits(), response).ok()) return "";
  return Encode(response);
}

std::string RevisionOf(const std::string& catalog_text) {
  const auto catalog = LoadCatalog(catalog_text);
  return catalog.ok() ? (*catalog)->revision() : "";
}

}  // namespace berth
