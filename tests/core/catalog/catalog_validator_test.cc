#include "core/catalog/catalog_validator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/catalog/catalog_loader.h"
#include "tests/core/catalog/spoilt_catalog.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

TEST(CatalogValidatorTest, TheDefaultCatalogHasNoFault) { EXPECT_TRUE(ValidateCatalog(DefaultCatalog()).ok()); }

// One fault in each section, and two in one entry.
TEST(CatalogValidatorTest, ReportsEveryFaultAtOnceInTheOrderOfTheSections) {
  ExpectRefused({{"all sections",
                  [](v1::Catalog& catalog) {
                    catalog.mutable_replicate()->mutable_volumes()->set_shm_percent(0);
                    PolicyOf(catalog, v1::PROVIDER_GKE).mutable_tolerations(0)->set_effect("");
                    SkuOf(catalog, "gpu-t4").set_nano_usd_per_second(-1);
                    UnitOf(catalog, "gpu-t4").clear_status();
                    UnitOf(catalog, "gpu-t4").set_director_memory_mib(-1);
                    UnitOf(catalog, "gpu-a100").clear_gpu_model();
                  },
                  {{"compute_units[gpu-a100].gpu_model", "is not set"},
                   {"compute_units[gpu-t4].status", "is not set"},
                   {"compute_units[gpu-t4].director_memory_mib", "`-1` is not in"},
                   {"skus[gpu-t4].nano_usd_per_second", "`-1` is not in"},
                   {"providers[PROVIDER_GKE].tolerations[nvidia.com/gpu].effect", "is none of"},
                   {"replicate.volumes.shm_percent", "`0` is not in 1 to 100"}}}});
}

TEST(CatalogValidatorTest, AUnitThatGoesLeavesItsTraces) {
  v1::Catalog catalog = DefaultCatalog();
  auto& units = *catalog.mutable_compute_units();
  units.erase(std::remove_if(units.begin(), units.end(), [](const auto& unit) { return unit.name() == "gpu-h200"; }),
              units.end());
  const Lines lines = ViolationLines(ValidateCatalog(catalog));
  const std::set<std::string> faults(lines.begin(), lines.end());
  for (const std::string entry : {"skus[gpu-h200].compute_unit", "skus[gpu-8x-h200].compute_unit",
                                  "providers[PROVIDER_CKS].offers[gpu-h200].compute_unit",
                                  "providers[PROVIDER_MK8S].offers[gpu-h200].compute_unit",
                                  "providers[PROVIDER_CKS].node_shapes[gd-8xh200ib-i128].compute_unit"}) {
    EXPECT_TRUE(faults.contains("INVALID_CATALOG " + entry)) << entry;
  }
}

// Whatever holds the faults has no order of its own that could show.
TEST(CatalogValidatorTest, TheSameFaultsAreTheSameReport) {
  const std::pair<absl::string_view, CatalogEdit> rows[] = {
      {"a prefix that suits no unit",
       [](v1::Catalog& catalog) { PolicyOf(catalog, v1::PROVIDER_GKE).set_node_label_value_prefix("-"); }},
      {"many static labels",
       [](v1::Catalog& catalog) {
         for (int i = 0; i < 50; ++i) {
           (*catalog.mutable_replicate()->mutable_static_labels())["a b " + std::to_string(i)] = "v";
         }
       }},
  };
  for (const auto& [name, spoil] : rows) {
    SCOPED_TRACE(std::string(name));
    v1::Catalog first = DefaultCatalog();
    spoil(first);
    const Lines lines = MessageLines(ValidateCatalog(first));
    EXPECT_GT(lines.size(), 5u);
    for (int i = 0; i < 10; ++i) {
      v1::Catalog again = DefaultCatalog();
      spoil(again);
      EXPECT_EQ(MessageLines(ValidateCatalog(again)), lines);
    }
  }
}

}  // namespace
}  // namespace berth
