#include "core/catalog/catalog_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/core/edited_catalog.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> NamesOf(absl::Span<const v1::Sku* const> skus) {
  std::vector<std::string> names;
  for (const v1::Sku* sku : skus) names.push_back(sku->name());
  return names;
}

TEST(CatalogIndexTest, FindsSkusByNameAliasAndCount) {
  const CatalogIndex& catalog = DefaultIndex();
  const v1::Sku* sku = catalog.FindSku("gpu-2x-a100-80g");
  ASSERT_NE(sku, nullptr);
  EXPECT_EQ(catalog.FindSku("gpu-a100-large-2x"), sku);
  EXPECT_EQ(catalog.FindSku("gpu-a100-80g", 2), sku);
  for (const absl::string_view unknown : {"", "gpu", "GPU-T4", "gpu-3x-t4", "gpu-t4 "}) {
    EXPECT_EQ(catalog.FindSku(unknown), nullptr) << unknown;
  }
  EXPECT_EQ(catalog.FindSku("gpu-a100-80g", 3), nullptr);
  EXPECT_EQ(catalog.FindSku("gpu-a100-large", 2), nullptr);
}

TEST(CatalogIndexTest, FindsUnitsProvidersAndOffers) {
  const CatalogIndex& catalog = DefaultIndex();
  EXPECT_EQ(catalog.FindComputeUnit("gpu-h200")->gpu_memory_gb(), 141);
  EXPECT_EQ(catalog.FindComputeUnit("gpu-2x-h200"), nullptr);
  EXPECT_EQ(catalog.FindProvider(v1::PROVIDER_GKE)->display_name(), "Google Kubernetes Engine");
  EXPECT_EQ(catalog.FindProvider(v1::PROVIDER_UNSPECIFIED), nullptr);
  EXPECT_EQ(catalog.FindOffer(v1::PROVIDER_CKS, "gpu-h200")->preference(), 2);
  EXPECT_EQ(catalog.FindOffer(v1::PROVIDER_GKE, "gpu-h200"), nullptr);
}

TEST(CatalogIndexTest, ProvidersOfAUnitGoByPreference) {
  EXPECT_THAT(DefaultIndex().ProvidersOf("gpu-h200"), ElementsAre(v1::PROVIDER_MK8S, v1::PROVIDER_CKS));
  EXPECT_THAT(DefaultIndex().ProvidersOf("cpu"), ElementsAre(v1::PROVIDER_CKS, v1::PROVIDER_MK8S, v1::PROVIDER_GKE));
  EXPECT_THAT(DefaultIndex().ProvidersOf("gpu-flex-ampere-min-40g"), IsEmpty());
  const auto tied = CatalogWith([](v1::Catalog& catalog) {
    for (v1::ProviderPolicy& policy : *catalog.mutable_providers()) {
      for (v1::ProviderOffer& offer : *policy.mutable_offers()) offer.set_preference(7);
    }
  });
  EXPECT_THAT(tied->ProvidersOf("gpu-h200"), ElementsAre(v1::PROVIDER_CKS, v1::PROVIDER_MK8S));
}

TEST(CatalogIndexTest, ProvidersAreInTheOrderOfTheEnum) {
  EXPECT_THAT(DefaultIndex().Providers(), ElementsAre(v1::PROVIDER_CKS, v1::PROVIDER_MK8S, v1::PROVIDER_GKE));
}

TEST(CatalogIndexTest, SkusOfAUnitGoByCount) {
  EXPECT_THAT(NamesOf(DefaultIndex().SkusOf("gpu-l40s")),
              ElementsAre("gpu-l40s", "gpu-2x-l40s", "gpu-4x-l40s", "gpu-8x-l40s"));
  EXPECT_THAT(DefaultIndex().SkusOf("gpu-x"), IsEmpty());
}

// Five SKUs that differ in one criterion after the other.
TEST(CatalogIndexTest, SkusRankByPriceMemoryAndNameWithUnknownPricesLast) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    catalog.clear_skus();
    for (const absl::string_view text :
         {"name: 'gpu-h200' compute_unit: 'gpu-h200' compute_units_per_instance: 1",
          "name: 'gpu-t4' compute_unit: 'gpu-t4' compute_units_per_instance: 1",
          "name: 'gpu-h100' compute_unit: 'gpu-h100' compute_units_per_instance: 1 nano_usd_per_second: 8",
          "name: 'gpu-a100' compute_unit: 'gpu-a100' compute_units_per_instance: 1 nano_usd_per_second: 8",
          "name: 'gpu-2x-a100' compute_unit: 'gpu-a100' compute_units_per_instance: 2 nano_usd_per_second: 8",
          "name: 'cpu' compute_unit: 'cpu' compute_units_per_instance: 1 nano_usd_per_second: 9"}) {
      *catalog.add_skus() = FromText<v1::Sku>(text);
    }
  });
  EXPECT_THAT(NamesOf(catalog->RankedSkus()),
              ElementsAre("gpu-a100", "gpu-2x-a100", "gpu-h100", "cpu", "gpu-t4", "gpu-h200"));
  EXPECT_THAT(NamesOf(catalog->SkusByName()),
              ElementsAre("cpu", "gpu-2x-a100", "gpu-a100", "gpu-h100", "gpu-h200", "gpu-t4"));
}

TEST(CatalogIndexTest, NamesAreSortedAndIncludeAliases) {
  const auto names = DefaultIndex().SkuNames();
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_TRUE(std::find(names.begin(), names.end(), "gpu-a100-large") != names.end());
  EXPECT_TRUE(std::find(names.begin(), names.end(), "gpu-a100-80g") != names.end());
  const auto units = DefaultIndex().ComputeUnitNames();
  EXPECT_TRUE(std::is_sorted(units.begin(), units.end()));
  EXPECT_EQ(units.size(), static_cast<size_t>(DefaultIndex().catalog().compute_units_size()));
}

TEST(CatalogIndexTest, DescribesAnyCountOfAUnit) {
  const CatalogIndex& catalog = DefaultIndex();
  const v1::Hardware hardware = catalog.Describe(*catalog.FindComputeUnit("gpu-l40s"), 3);
  EXPECT_EQ(hardware.sku(), "gpu-3x-l40s");
  EXPECT_FALSE(hardware.in_catalog());
  EXPECT_FALSE(hardware.has_price());
  EXPECT_EQ(hardware.limits().memory_mib(), 3 * 72 * 1024);
  const v1::Sku& sku = *catalog.FindSku("gpu-2x-l40s");
  EXPECT_EQ(catalog.HardwareOf(sku).DebugString(),
            catalog.Describe(*catalog.FindComputeUnit("gpu-l40s"), 2).DebugString());
}

}  // namespace
}  // namespace berth
