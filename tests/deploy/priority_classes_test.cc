// The PriorityClass objects in deploy/ are those that plans name, with the
// values that make them mean what the plans intend.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "core/catalog/catalog_loader.h"
#include "tests/deploy/shipped_objects.h"

namespace berth {
namespace {

using testing::ContainerEq;

struct PriorityClass {
  int value;
  std::string preemption_policy;
  bool global_default;

  bool operator==(const PriorityClass&) const = default;
};

std::map<std::string, PriorityClass> ReadPriorityClasses() {
  std::map<std::string, PriorityClass> classes;
  for (const YAML::Node& document : ShippedObjects("scheduling.k8s.io/v1", "PriorityClass")) {
    classes[document["metadata"]["name"].as<std::string>()] = {document["value"].as<int>(),
                                                               document["preemptionPolicy"].as<std::string>(),
                                                               document["globalDefault"].as<bool>()};
  }
  return classes;
}

TEST(PriorityClassesTest, HaveTheirValues) {
  const std::map<std::string, PriorityClass> expected = {
      {"r8-high", {1000, "PreemptLowerPriority", false}},
      {"r8-high-no-preempt", {1000, "Never", false}},
      {"r8-cpu-model", {-1, "PreemptLowerPriority", false}},
  };
  EXPECT_TRUE(ReadPriorityClasses() == expected);
}

TEST(PriorityClassesTest, AreThoseThatPlansName) {
  std::set<std::string> named;
  const auto catalog = LoadCatalog(DefaultCatalogText());
  ASSERT_TRUE(catalog.ok());
  for (const v1::ProviderPolicy& policy : (*catalog)->catalog().providers()) {
    for (const v1::PriorityClassRule& rule : policy.priority_classes()) named.insert(rule.name());
  }
  std::set<std::string> shipped;
  for (const auto& [name, priority_class] : ReadPriorityClasses()) shipped.insert(name);
  EXPECT_THAT(shipped, ContainerEq(named));
}

}  // namespace
}  // namespace berth
