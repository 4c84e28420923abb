#include "core/planner/catalog_info.h"

#include <string>

#include "core/rules/rules.h"

namespace berth {

void GetCatalogInfo(const CatalogIndex& catalog, absl::string_view build_version,
                    v1::GetCatalogInfoResponse& response) {
  response.set_catalog_revision(catalog.revision());
  response.set_build_version(std::string(build_version));
  response.set_compute_units(catalog.catalog().compute_units_size());
  response.set_skus(catalog.catalog().skus_size());
  for (const v1::Provider provider : catalog.Providers()) {
    const v1::ProviderPolicy& policy = *catalog.FindProvider(provider);
    v1::ProviderInfo& info = *response.add_providers();
    info.set_provider(provider);
    info.set_display_name(policy.display_name());
    info.set_role(policy.role());
    info.set_namespace_(policy.namespace_());
    for (const v1::ProviderOffer& offer : policy.offers()) info.add_compute_units(offer.compute_unit());
  }
  for (const RuleText& rule : AllRules()) {
    v1::RuleInfo& info = *response.add_rules();
    info.set_id(std::string(rule.id));
    info.set_text(std::string(rule.text));
  }
}

}  // namespace berth
