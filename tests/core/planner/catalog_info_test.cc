#include "core/planner/catalog_info.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/rules/rules.h"
#include "tests/core/edited_catalog.h"

namespace berth {
namespace {

using testing::ElementsAre;

TEST(CatalogInfoTest, SaysWhatAnswersAreBasedOn) {
  v1::GetCatalogInfoResponse info;
  GetCatalogInfo(DefaultIndex(), "1.2.3", info);
  EXPECT_EQ(info.catalog_revision(), DefaultIndex().revision());
  EXPECT_EQ(info.build_version(), "1.2.3");
  EXPECT_EQ(info.compute_units(), 16);
  EXPECT_EQ(info.skus(), 57);
}

TEST(CatalogInfoTest, ListsProvidersInTheOrderOfTheEnum) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    PolicyOf(catalog, v1::PROVIDER_MK8S).set_namespace_("elsewhere");
    std::reverse(catalog.mutable_providers()->begin(), catalog.mutable_providers()->end());
  });
  v1::GetCatalogInfoResponse info;
  GetCatalogInfo(*catalog, "", info);
  ASSERT_EQ(info.providers_size(), 3);
  EXPECT_EQ(info.providers(0).provider(), v1::PROVIDER_CKS);
  EXPECT_EQ(info.providers(0).display_name(), "CoreWeave CKS");
  EXPECT_EQ(info.providers(1).role(), "H200 capacity");
  EXPECT_EQ(info.providers(1).namespace_(), "elsewhere");
  EXPECT_THAT(info.providers(1).compute_units(), ElementsAre("cpu", "gpu-h200"));
  EXPECT_THAT(info.providers(2).compute_units(), ElementsAre("cpu", "gpu-t4", "gpu-t4-highmem", "gpu-t4-lowmem"));
}

TEST(CatalogInfoTest, ListsEveryRule) {
  v1::GetCatalogInfoResponse info;
  GetCatalogInfo(DefaultIndex(), "", info);
  ASSERT_EQ(info.rules_size(), static_cast<int>(AllRules().size()));
  for (int i = 0; i < info.rules_size(); ++i) {
    EXPECT_EQ(info.rules(i).id(), AllRules()[i].id);
    EXPECT_EQ(info.rules(i).text(), AllRules()[i].text);
  }
}

}  // namespace
}  // namespace berth
