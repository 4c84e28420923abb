// The immutable, indexed form of a validated catalog. Made by LoadCatalog (see
// catalog_loader.h) only; holds no rules of its own. Safe to share between
// threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "berth/v1/catalog.pb.h"
#include "berth/v1/hardware.pb.h"
#include "core/policy/policy.h"

namespace berth {

class CatalogIndex {
 public:
  // `catalog` must be valid and canonical; `revision` is its hash.
  CatalogIndex(v1::Catalog catalog, std::string revision);

  CatalogIndex(const CatalogIndex&) = delete;
  CatalogIndex& operator=(const CatalogIndex&) = delete;

  const v1::Catalog& catalog() const { return catalog_; }
  const std::string& revision() const { return revision_; }
  const v1::ReplicateSettings& replicate() const { return catalog_.replicate(); }

  // By canonical name or alias; null if there is none.
  const v1::Sku* FindSku(absl::string_view name_or_alias) const;
  // Null if the catalog does not offer the unit in this count.
  const v1::Sku* FindSku(absl::string_view compute_unit, int count) const;
  const v1::ComputeUnit* FindComputeUnit(absl::string_view name) const;
  const v1::ProviderPolicy* FindProvider(v1::Provider provider) const;

  // The unit's offer at the provider, or null.
  const v1::ProviderOffer* FindOffer(v1::Provider provider, absl::string_view compute_unit) const;

  // Who may use the resource of this name; null if the catalog does not list it.
  const ReplicatePolicy* FindDeployablePolicy(absl::string_view deployable) const;
  const WorkersAiPolicy* FindModelPolicy(absl::string_view model_id) const;

  // The SKU's hardware, as answers describe it.
  const v1::Hardware& HardwareOf(const v1::Sku& sku) const;
  // The same for any count, whether the catalog offers it or not.
  v1::Hardware Describe(const v1::ComputeUnit& unit, int count) const;

  // SKUs of one unit, by count.
  absl::Span<const v1::Sku* const> SkusOf(absl::string_view compute_unit) const;
  // All SKUs by price (unknown last), total GPU memory and name.
  absl::Span<const v1::Sku* const> RankedSkus() const { return ranked_skus_; }
  // All SKUs by name, as the catalog holds them.
  absl::Span<const v1::Sku* const> SkusByName() const { return skus_by_name_; }
  // Providers that take the unit, most preferred first.
  absl::Span<const v1::Provider> ProvidersOf(absl::string_view compute_unit) const;

  // All providers, in the order of the enum.
  absl::Span<const v1::Provider> Providers() const { return providers_; }

  // Every name and alias that FindSku knows, sorted.
  absl::Span<const absl::string_view> SkuNames() const { return sku_names_; }
  absl::Span<const absl::string_view> ComputeUnitNames() const { return compute_unit_names_; }

 private:
  using UnitCount = std::pair<absl::string_view, int>;
  using ProviderUnit = std::pair<int, absl::string_view>;

  void IndexComputeUnits();
  void IndexProviders();
  void IndexSkus();
  void IndexAccess();

  v1::Catalog catalog_;
  std::string revision_;
  absl::flat_hash_map<absl::string_view, const v1::Sku*> sku_by_name_;
  absl::flat_hash_map<UnitCount, const v1::Sku*> sku_by_unit_;
  absl::flat_hash_map<absl::string_view, const v1::ComputeUnit*> unit_by_name_;
  absl::flat_hash_map<int, const v1::ProviderPolicy*> provider_;
  absl::flat_hash_map<ProviderUnit, const v1::ProviderOffer*> offer_;
  absl::flat_hash_map<absl::string_view, std::vector<const v1::Sku*>> skus_of_unit_;
  absl::flat_hash_map<absl::string_view, std::vector<v1::Provider>> providers_of_unit_;
  absl::flat_hash_map<const v1::Sku*, v1::Hardware> hardware_;
  absl::flat_hash_map<absl::string_view, ReplicatePolicy> deployable_policy_;
  absl::flat_hash_map<absl::string_view, WorkersAiPolicy> model_policy_;
  std::vector<v1::Provider> providers_;
  std::vector<const v1::Sku*> ranked_skus_;
  std::vector<const v1::Sku*> skus_by_name_;
  std::vector<absl::string_view> sku_names_;
  std::vector<absl::string_view> compute_unit_names_;
};

}  // namespace berth
