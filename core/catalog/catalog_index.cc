#include "core/catalog/catalog_index.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "core/sku/description.h"
#include "core/sku/price.h"

namespace berth {
namespace {

template <typename Map, typename Key>
auto FindOrNull(const Map& map, const Key& key) -> typename Map::mapped_type {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : found->second;
}

// Unknown prices rank last; the name makes the order total.
auto Rank(const v1::Hardware& hardware) {
  return std::make_tuple(
      hardware.has_price() ? hardware.price().nano_usd_per_second() : std::numeric_limits<int64_t>::max(),
      hardware.total_gpu_memory_gb(), absl::string_view(hardware.sku()));
}

}  // namespace

CatalogIndex::CatalogIndex(v1::Catalog catalog, std::string revision)
    : catalog_(std::move(catalog)), revision_(std::move(revision)) {
  IndexComputeUnits();
  IndexProviders();
  IndexSkus();
  IndexAccess();
}

void CatalogIndex::IndexComputeUnits() {
  for (const v1::ComputeUnit& unit : catalog_.compute_units()) {
    unit_by_name_.emplace(unit.name(), &unit);
    compute_unit_names_.emplace_back(unit.name());
  }
  std::sort(compute_unit_names_.begin(), compute_unit_names_.end());
}

void CatalogIndex::IndexProviders() {
  absl::flat_hash_map<absl::string_view, std::vector<std::pair<int, v1::Provider>>> preferences;
  for (const v1::ProviderPolicy& provider : catalog_.providers()) {
    provider_.emplace(provider.provider(), &provider);
    providers_.push_back(provider.provider());
    for (const v1::ProviderOffer& offer : provider.offers()) {
      offer_.emplace(ProviderUnit(provider.provider(), offer.compute_unit()), &offer);
      preferences[offer.compute_unit()].emplace_back(offer.preference(), provider.provider());
    }
  }
  std::sort(providers_.begin(), providers_.end());
  for (auto& [unit, ranked] : preferences) {
    std::sort(ranked.begin(), ranked.end());
    for (const auto& [preference, provider] : ranked) providers_of_unit_[unit].push_back(provider);
  }
}

void CatalogIndex::IndexSkus() {
  for (const v1::Sku& sku : catalog_.skus()) {
    sku_by_unit_.emplace(UnitCount(sku.compute_unit(), sku.compute_units_per_instance()), &sku);
    skus_of_unit_[sku.compute_unit()].push_back(&sku);
    skus_by_name_.push_back(&sku);
    sku_by_name_.emplace(sku.name(), &sku);
    sku_names_.emplace_back(sku.name());
    for (const std::string& alias : sku.aliases()) {
      sku_by_name_.emplace(alias, &sku);
      sku_names_.emplace_back(alias);
    }
  }
  std::sort(sku_names_.begin(), sku_names_.end());
  std::sort(skus_by_name_.begin(), skus_by_name_.end(),
            [](const v1::Sku* a, const v1::Sku* b) { return a->name() < b->name(); });
  for (auto& [unit, skus] : skus_of_unit_) {
    std::sort(skus.begin(), skus.end(), [](const v1::Sku* a, const v1::Sku* b) {
      return a->compute_units_per_instance() < b->compute_units_per_instance();
    });
  }
  for (const v1::Sku& sku : catalog_.skus()) {
    hardware_.emplace(&sku, Describe(*FindComputeUnit(sku.compute_unit()), sku.compute_units_per_instance()));
  }
  ranked_skus_ = skus_by_name_;
  std::sort(ranked_skus_.begin(), ranked_skus_.end(),
            [this](const v1::Sku* a, const v1::Sku* b) { return Rank(HardwareOf(*a)) < Rank(HardwareOf(*b)); });
}

void CatalogIndex::IndexAccess() {
  for (const v1::DeployableAccess& entry : catalog_.access().deployables()) {
    deployable_policy_.emplace(entry.deployable(), entry.policy());
  }
  for (const v1::ModelAccess& entry : catalog_.access().models()) {
    model_policy_.emplace(entry.model_id(), entry.policy());
  }
}

v1::Hardware CatalogIndex::Describe(const v1::ComputeUnit& unit, int count) const {
  const v1::Sku* sku = FindSku(unit.name(), count);
  const auto price = sku == nullptr ? std::nullopt : PriceOf(*sku, FindSku(unit.name(), 1));
  return DescribeHardware(replicate().director(), unit, count, sku, price, ProvidersOf(unit.name()));
}

const v1::Sku* CatalogIndex::FindSku(absl::string_view name_or_alias) const {
  return FindOrNull(sku_by_name_, name_or_alias);
}

const v1::Sku* CatalogIndex::FindSku(absl::string_view compute_unit, int count) const {
  return FindOrNull(sku_by_unit_, UnitCount(compute_unit, count));
}

const v1::ComputeUnit* CatalogIndex::FindComputeUnit(absl::string_view name) const {
  return FindOrNull(unit_by_name_, name);
}

const v1::ProviderPolicy* CatalogIndex::FindProvider(v1::Provider provider) const {
  return FindOrNull(provider_, static_cast<int>(provider));
}

const v1::ProviderOffer* CatalogIndex::FindOffer(v1::Provider provider, absl::string_view compute_unit) const {
  return FindOrNull(offer_, ProviderUnit(provider, compute_unit));
}

const ReplicatePolicy* CatalogIndex::FindDeployablePolicy(absl::string_view deployable) const {
  const auto found = deployable_policy_.find(deployable);
  return found == deployable_policy_.end() ? nullptr : &found->second;
}

const WorkersAiPolicy* CatalogIndex::FindModelPolicy(absl::string_view model_id) const {
  const auto found = model_policy_.find(model_id);
  return found == model_policy_.end() ? nullptr : &found->second;
}

const v1::Hardware& CatalogIndex::HardwareOf(const v1::Sku& sku) const { return hardware_.at(&sku); }

absl::Span<const v1::Sku* const> CatalogIndex::SkusOf(absl::string_view compute_unit) const {
  const auto found = skus_of_unit_.find(compute_unit);
  if (found == skus_of_unit_.end()) return {};
  return found->second;
}

absl::Span<const v1::Provider> CatalogIndex::ProvidersOf(absl::string_view compute_unit) const {
  const auto found = providers_of_unit_.find(compute_unit);
  if (found == providers_of_unit_.end()) return {};
  return found->second;
}

}  // namespace berth
