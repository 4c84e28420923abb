// A cluster that was prepared with deploy/kubernetes takes what the default
// catalog's plans are made of.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "core/catalog/catalog_loader.h"
#include "tests/deploy/shipped_objects.h"

namespace berth {
namespace {

using testing::ContainerEq;
using testing::SizeIs;

class ClusterObjectsTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto loaded = LoadCatalog(DefaultCatalogText());
    ASSERT_TRUE(loaded.ok());
    catalog_ = (*loaded)->catalog();
  }

  v1::Catalog catalog_;
};

TEST_F(ClusterObjectsTest, NamespacesAreThoseThatPlansName) {
  std::set<std::string> named = {catalog_.workers_ai().external().namespace_()};
  for (const v1::ProviderPolicy& policy : catalog_.providers()) named.insert(policy.namespace_());
  std::set<std::string> shipped;
  for (const YAML::Node& object : ShippedObjects("v1", "Namespace")) {
    shipped.insert(object["metadata"]["name"].as<std::string>());
  }
  EXPECT_THAT(shipped, ContainerEq(named));
}

TEST_F(ClusterObjectsTest, DefinesTheKindOfExternalModels) {
  const std::vector<YAML::Node> definitions = ShippedObjects("apiextensions.k8s.io/v1", "CustomResourceDefinition");
  ASSERT_THAT(definitions, SizeIs(1));
  const YAML::Node spec = definitions.front()["spec"];
  ASSERT_THAT(std::vector<YAML::Node>(spec["versions"].begin(), spec["versions"].end()), SizeIs(1));
  EXPECT_EQ(catalog_.workers_ai().external().api_version(),
            spec["group"].as<std::string>() + "/" + spec["versions"][0]["name"].as<std::string>());
  EXPECT_EQ(catalog_.workers_ai().external().kind(), spec["names"]["kind"].as<std::string>());
}

}  // namespace
}  // namespace berth
