#include "core/planner/alternatives.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/core/lines.h"
#include "tests/core/planner/plans.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

Lines AlternativesOf(const v1::PlanPlacementResponse& plan) {
  Lines lines;
  for (const v1::Alternative& alternative : plan.alternatives()) {
    lines.push_back(absl::StrCat(alternative.hardware().sku(), " ", alternative.excess_gpu_memory_gb(),
                                 alternative.same_gpu() ? " same" : ""));
  }
  return lines;
}

TEST(AlternativesTest, HoldAsMuchAndCanRun) {
  // Of 8 A100 with 320 GB: eight GPUs, cheapest first, H200 without price last, then four. 8 T4 are too small, and
  // 8x A100 is what is asked for.
  const auto catalog = CatalogWith([](v1::Catalog& catalog) { SkuOf(catalog, "gpu-8x-a100").set_is_legacy(true); });
  EXPECT_THAT(AlternativesOf(Plan(VersionRequest("gpu-8x-a100"), *catalog)),
              ElementsAre("gpu-8x-l40s 64", "gpu-8x-a100-80g 320", "gpu-8x-h100 320", "gpu-8x-h200 808",
                          "gpu-4x-a100-80g 0", "gpu-4x-h100 0", "gpu-4x-h200 244"));
}

TEST(AlternativesTest, RunWhereTheCallerWants) {
  EXPECT_THAT(AlternativesOf(Plan(VersionRequest("gpu-4x-h100", "provider: PROVIDER_MK8S"))),
              ElementsAre("gpu-4x-h200 244", "gpu-8x-h200 808"));
  EXPECT_THAT(AlternativesOf(Plan(VersionRequest("gpu-4x-h100", "provider: PROVIDER_GKE"))), IsEmpty());
}

TEST(AlternativesTest, AreAvailableForThePurpose) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    SkuOf(catalog, "gpu-8x-h100").set_is_legacy(true);
    SkuOf(catalog, "gpu-8x-a100-80g").set_allow_for_models(false);
    SkuOf(catalog, "gpu-8x-h200").set_allow_for_deployments(false);
  });
  EXPECT_THAT(AlternativesOf(Plan(VersionRequest("gpu-8x-h100"), *catalog)), ElementsAre("gpu-8x-h200 488"));
  EXPECT_THAT(AlternativesOf(Plan(DeploymentRequest("gpu-8x-h100"), *catalog)), ElementsAre("gpu-8x-a100-80g 0"));
}

TEST(AlternativesTest, ForCpuHardwareThereIsNoGpu) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    SkuOf(catalog, "cpu").set_billable(false);
    v1::ComputeUnit& other = *catalog.add_compute_units();
    other = UnitOf(catalog, "cpu");
    other.set_name("cpu-large");
    *catalog.add_skus() = FromText<v1::Sku>(
        "name: 'cpu-large' compute_unit: 'cpu-large' compute_units_per_instance: 1 billable: true public: true "
        "allow_for_models: true");
    *PolicyOf(catalog, v1::PROVIDER_GKE).add_offers() =
        FromText<v1::ProviderOffer>("compute_unit: 'cpu-large' preference: 1");
  });
  EXPECT_THAT(AlternativesOf(Plan(VersionRequest("cpu"), *catalog)), ElementsAre("cpu-large 0 same"));
}

TEST(AlternativesTest, AreBounded) {
  v1::PlanPlacementRequest request = VersionRequest("gpu-a40");
  EXPECT_GT(Plan(request).alternatives_size(), 2);
  request.set_max_candidates(2);
  EXPECT_THAT(AlternativesOf(Plan(request)), ElementsAre("gpu-l40s 0", "gpu-a100-80g 32"));
}

TEST(AlternativesTest, ComeAsAPersonWouldLookForThem) {
  struct RankCase {
    absl::string_view name;
    absl::string_view sku;
    // The first of them.
    Lines alternatives;
  };
  const RankCase rows[] = {
      {"one GPU: the same number with as much memory, then more",
       "gpu-a40",
       {"gpu-l40s 0", "gpu-a100-80g 32", "gpu-h100 32", "gpu-h200 93", "gpu-4x-t4 16", "gpu-2x-l40s 48"}},
      {"two GPUs: the same number, then fewer, then more",
       "gpu-2x-a40-large",
       {"gpu-2x-l40s 0", "gpu-2x-a100-80g 64", "gpu-2x-h100 64", "gpu-2x-h200 186", "gpu-h200 45", "gpu-4x-l40s 96"}},
  };
  for (const RankCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    Lines alternatives = AlternativesOf(Plan(VersionRequest(row.sku)));
    ASSERT_GE(alternatives.size(), row.alternatives.size());
    alternatives.resize(row.alternatives.size());
    EXPECT_THAT(alternatives, ElementsAreArray(row.alternatives));
  }
}

TEST(AlternativesTest, TheSameGpuInAnotherCountComesFirst) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) { SkuOf(catalog, "gpu-2x-a100").set_is_legacy(true); });
  const Lines alternatives = AlternativesOf(Plan(VersionRequest("gpu-2x-a100"), *catalog));
  // An A100 of 80 GB is not the same GPU as one of 40 GB.
  ASSERT_GE(alternatives.size(), 3u);
  EXPECT_EQ(alternatives[0], "gpu-4x-a100 80 same");
  EXPECT_EQ(alternatives[1], "gpu-8x-a100 240 same");
  EXPECT_EQ(alternatives[2], "gpu-2x-l40s 16");
}

}  // namespace
}  // namespace berth
