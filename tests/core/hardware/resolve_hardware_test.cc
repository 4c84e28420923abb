#include "core/hardware/resolve_hardware.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "core/wire/wire.h"
#include "tests/core/edited_catalog.h"
#include "tests/core/hardware/resolutions.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;

Lines CandidatesOf(const v1::ResolveHardwareResponse& response) {
  Lines names;
  for (const v1::Alternative& candidate : response.candidates()) names.push_back(candidate.hardware().sku());
  return names;
}

Lines NeighboursOf(const v1::ResolveHardwareResponse& response) {
  return {response.neighbours().begin(), response.neighbours().end()};
}

struct SameCase {
  absl::string_view name;
  absl::string_view request;
};

TEST(ResolveHardwareTest, NameAliasAndCountGiveTheSame) {
  const v1::ResolveHardwareResponse response = Resolve("sku: 'gpu-2x-a100-80g'");
  EXPECT_EQ(response.hardware().DebugString(),
            DefaultIndex().HardwareOf(*DefaultIndex().FindSku("gpu-2x-a100-80g")).DebugString());
  EXPECT_EQ(response.hardware().total_gpu_memory_gb(), 160);
  EXPECT_EQ(response.hardware().price().usd_per_second(), "0.002800");
  EXPECT_THAT(FindingLines(response.diagnostics()), ElementsAre("INFO NO_COUNTERPART gpu-a100-80g"));
  const SameCase rows[] = {
      {"alias", "sku: 'gpu-a100-large-2x'"},
      {"unit and count", "compute_unit { compute_unit: 'gpu-a100-80g' compute_units_per_instance: 2 }"},
  };
  for (const SameCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    EXPECT_EQ(Encode(Resolve(row.request)), Encode(response));
  }
  EXPECT_EQ(Encode(Resolve("compute_unit { compute_unit: 'gpu-t4' }")), Encode(Resolve("sku: 'gpu-t4'")));
}

struct CountCase {
  absl::string_view name;
  absl::string_view request;
  absl::string_view sku;
  Lines neighbours;
  int memory_mib;
};

const CountCase kCountsNotOffered[] = {
    {"three",
     "compute_unit { compute_unit: 'gpu-l40s' compute_units_per_instance: 3 }",
     "gpu-3x-l40s",
     {"gpu-2x-l40s", "gpu-4x-l40s"},
     3 * 72 * 1024},
    {"three by name", "sku: 'gpu-3x-l40s'", "gpu-3x-l40s", {"gpu-2x-l40s", "gpu-4x-l40s"}, 3 * 72 * 1024},
    {"seven", "sku: 'gpu-7x-a100-80g'", "gpu-7x-a100-80g", {"gpu-8x-a100-80g", "gpu-4x-a100-80g"}, 7 * 144 * 1024},
    {"two CPUs", "compute_unit { compute_unit: 'cpu' compute_units_per_instance: 2 }", "2x-cpu", {"cpu"}, 2 * 2048},
};

TEST(ResolveHardwareTest, ACountThatIsNotOfferedHasLimitsAndNeighbours) {
  for (const CountCase& row : kCountsNotOffered) {
    SCOPED_TRACE(std::string(row.name));
    const v1::ResolveHardwareResponse response = Resolve(row.request);
    EXPECT_EQ(response.hardware().sku(), row.sku);
    EXPECT_FALSE(response.hardware().in_catalog());
    EXPECT_FALSE(response.hardware().has_price());
    EXPECT_EQ(response.hardware().limits().memory_mib(), row.memory_mib);
    EXPECT_THAT(FindingLines(response.diagnostics()), ElementsAre(absl::StrCat("INFO SKU_NOT_IN_CATALOG ", row.sku)));
    EXPECT_THAT(NeighboursOf(response), ElementsAreArray(row.neighbours));
  }
}

TEST(ResolveHardwareTest, TheOutermostCountsHaveOneNeighbour) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    auto& skus = *catalog.mutable_skus();
    skus.erase(std::remove_if(skus.begin(), skus.end(),
                              [](const auto& sku) { return sku.name() == "gpu-t4" || sku.name() == "gpu-8x-t4"; }),
               skus.end());
  });
  EXPECT_THAT(NeighboursOf(Resolve("sku: 'gpu-t4'", *catalog)), ElementsAre("gpu-2x-t4"));
  EXPECT_THAT(NeighboursOf(Resolve("sku: 'gpu-8x-t4'", *catalog)), ElementsAre("gpu-4x-t4"));
}

struct RefusedCase {
  absl::string_view name;
  absl::string_view request;
  Lines lines;
  absl::string_view message;
};

const RefusedCase kRefused[] = {
    {"nothing asked", "", {"REQUIRED_FIELD_MISSING "}, "must be set"},
    {"two questions", "sku: 'cpu' requirement { min_gpus: 1 }", {"CONFLICTING_FIELDS "}, "not 2 of them"},
    {"a bad option hides no fault",
     "sku: 'gpu-h101' max_candidates: 0",
     {"VALUE_OUT_OF_RANGE max_candidates", "UNKNOWN_SKU sku"},
     "`0` is not in 1 to 1000"},
    {"two questions, each with its fault",
     "sku: 'gpu-h101' requirement { max_gpus: 9 }",
     {"CONFLICTING_FIELDS ", "UNKNOWN_SKU sku", "VALUE_OUT_OF_RANGE requirement.max_gpus"},
     "not 2 of them"},
    {"count above 8 in a name", "sku: 'gpu-9x-t4'", {"UNKNOWN_SKU sku"}, "nearest: `gpu-8x-t4`"},
    {"count 0",
     "compute_unit { compute_unit: 'gpu-t4' compute_units_per_instance: 0 }",
     {"VALUE_OUT_OF_RANGE compute_unit.compute_units_per_instance"},
     "`0` is not in 1 to 8"},
    {"count 9",
     "compute_unit { compute_unit: 'gpu-t4' compute_units_per_instance: 9 }",
     {"VALUE_OUT_OF_RANGE compute_unit.compute_units_per_instance"},
     "`9` is not in 1 to 8"},
    {"count -1",
     "compute_unit { compute_unit: 'gpu-t4' compute_units_per_instance: -1 }",
     {"VALUE_OUT_OF_RANGE compute_unit.compute_units_per_instance"},
     "`-1` is not in 1 to 8"},
    {"unknown unit",
     "compute_unit { compute_unit: 'gpu-h101' }",
     {"UNKNOWN_COMPUTE_UNIT compute_unit.compute_unit"},
     "`gpu-h101` is not a known compute unit; nearest: `gpu-h100`"},
    {"unknown unit, count 9",
     "compute_unit { compute_unit: 'gpu-h101' compute_units_per_instance: 9 }",
     {"VALUE_OUT_OF_RANGE compute_unit.compute_units_per_instance", "UNKNOWN_COMPUTE_UNIT compute_unit.compute_unit"},
     "and 1 more"},
    {"unit without name", "compute_unit { }", {"UNKNOWN_COMPUTE_UNIT compute_unit.compute_unit"}, "`` is not"},
    {"a SKU is no unit",
     "compute_unit { compute_unit: 'gpu-2x-t4' }",
     {"UNKNOWN_COMPUTE_UNIT compute_unit.compute_unit"},
     "`gpu-2x-t4` is not a known compute unit"},
    {"unknown SKU",
     "sku: 'gpu-l40'",
     {"UNKNOWN_SKU sku"},
     "`gpu-l40` is not a known SKU; nearest: `gpu-l40s`, `gpu-2x-l40s`, `gpu-l40s-2x`"},
    {"empty SKU", "sku: ''", {"UNKNOWN_SKU sku"}, "`` is not a known SKU"},
    {"SKU of nine", "sku: 'gpu-9x-t4'", {"UNKNOWN_SKU sku"}, "nearest: `gpu-8x-t4`"},
    {"name that is not canonical", "sku: 'gpu-02x-t4'", {"UNKNOWN_SKU sku"}, "nearest: `gpu-2x-t4`"},
    {"name of one", "sku: 'gpu-1x-t4'", {"UNKNOWN_SKU sku"}, "nearest: `gpu-t4`"},
    {"requirement of nothing", "requirement { }", {"REQUIRED_FIELD_MISSING requirement"}, "at least one"},
    {"requirement with a fault", "requirement { min_gpus: 9 }", {"VALUE_OUT_OF_RANGE requirement.min_gpus"}, "`9`"},
    {"options",
     "sku: 'cpu' max_candidates: 0 expected_catalog_revision: 'x'",
     {"VALUE_OUT_OF_RANGE max_candidates", "CATALOG_REVISION_MISMATCH expected_catalog_revision"},
     "and 1 more"},
};

TEST(ResolveHardwareTest, RefusesWhatCannotBeResolved) {
  for (const RefusedCase& row : kRefused) {
    SCOPED_TRACE(std::string(row.name));
    const absl::Status status = Refuse(row.request);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(ViolationLines(status), ElementsAreArray(row.lines));
    EXPECT_THAT(std::string(status.message()), HasSubstr(std::string(row.message)));
  }
}

TEST(ResolveHardwareTest, NearestNamesAreAFieldToo) {
  const auto report = ErrorReportOf(Refuse("sku: 'gpu-2x-h10'"));
  EXPECT_THAT(report->violations(0).nearest(), Contains("gpu-2x-h100"));
}

TEST(ResolveHardwareTest, UnavailableHardwareIsResolvedAndSaysSo) {
  EXPECT_THAT(FindingLines(Resolve("sku: 'gpu-a40'").diagnostics()), ElementsAre("INFO NO_COUNTERPART gpu-a40"));
  const v1::ResolveHardwareResponse response = Resolve("sku: 'gpu-a40' purpose: PURPOSE_MODELS");
  EXPECT_THAT(FindingLines(response.diagnostics()),
              ElementsAre("OBSTACLE LEGACY is_legacy", "INFO NO_COUNTERPART gpu-a40"));
  EXPECT_EQ(response.hardware().sku(), "gpu-a40");
}

TEST(ResolveHardwareTest, APreviewSaysSoAndStaysACandidate) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) { SkuOf(catalog, "gpu-t4").set_is_preview(true); });
  EXPECT_THAT(FindingLines(Resolve("sku: 'gpu-t4' purpose: PURPOSE_MODELS", *catalog).diagnostics()),
              ElementsAre("INFO PREVIEW gpu-t4", "INFO NO_COUNTERPART gpu-t4"));
  EXPECT_THAT(CandidatesOf(Resolve("requirement { gpu_family: 'T4' } purpose: PURPOSE_MODELS", *catalog)),
              Contains("gpu-t4"));
}

TEST(ResolveHardwareTest, AUnitWithoutLimitsIsResolvedAndNamesTheFieldToSet) {
  const v1::ResolveHardwareResponse response = Resolve("sku: 'gpu-2x-rtx-a5000'");
  EXPECT_FALSE(response.hardware().has_limits());
  EXPECT_EQ(response.hardware().total_gpu_memory_gb(), 48);
  EXPECT_THAT(FindingLines(response.diagnostics()),
              ElementsAre("INFO COMPUTE_UNIT_HAS_NO_LIMITS gpu-rtx-a5000", "INFO NO_COUNTERPART gpu-rtx-a5000"));
  EXPECT_THAT(response.diagnostics(0).message(), HasSubstr("`compute_units[gpu-rtx-a5000].limits`"));
}

struct FlexCase {
  absl::string_view name;
  absl::string_view request;
  Lines candidates;
};

const FlexCase kFlexCases[] = {
    {"any purpose",
     "sku: 'gpu-flex-ampere-min-40g'",
     {"gpu-a40-small", "gpu-a40-large", "gpu-a100", "gpu-a100-80g", "gpu-a40", "gpu-rtx-a6000"}},
    {"by unit",
     "compute_unit { compute_unit: 'gpu-flex-ampere-min-40g' }",
     {"gpu-a40-small", "gpu-a40-large", "gpu-a100", "gpu-a100-80g", "gpu-a40", "gpu-rtx-a6000"}},
    {"what is available", "sku: 'gpu-flex-ampere-min-40g' purpose: PURPOSE_DEPLOYMENTS", {"gpu-a100", "gpu-a100-80g"}},
    {"two units",
     "compute_unit { compute_unit: 'gpu-flex-ampere-min-40g' compute_units_per_instance: 2 } "
     "purpose: PURPOSE_MODELS",
     {"gpu-2x-a100", "gpu-2x-a100-80g"}},
    {"three units", "compute_unit { compute_unit: 'gpu-flex-ampere-min-40g' compute_units_per_instance: 3 }", {}},
};

TEST(ResolveHardwareTest, AFlexibleUnitIsARequirement) {
  for (const FlexCase& row : kFlexCases) {
    SCOPED_TRACE(std::string(row.name));
    const v1::ResolveHardwareResponse response = Resolve(row.request);
    EXPECT_THAT(CandidatesOf(response), ElementsAreArray(row.candidates));
    EXPECT_THAT(NeighboursOf(response), IsEmpty());
    EXPECT_THAT(FindingLines(response.diagnostics()), Contains("INFO RESOLVES_TO_CANDIDATES gpu-flex-ampere-min-40g"));
  }
}

struct RankCase {
  absl::string_view name;
  absl::string_view request;
  Lines candidates;
};

const RankCase kRankCases[] = {
    {"by price",
     "requirement { min_total_gpu_memory_gb: 80 max_gpus: 2 } purpose: PURPOSE_MODELS",
     // Nano-dollars: 1400000, 1525000, 1950000, 2300000, 2800000, 3050000, and H200 has no price.
     {"gpu-a100-80g", "gpu-h100", "gpu-2x-l40s", "gpu-2x-a100", "gpu-2x-a100-80g", "gpu-2x-h100", "gpu-h200",
      "gpu-2x-h200"}},
    {"a highest price leaves out unknown ones",
     "requirement { min_total_gpu_memory_gb: 80 max_nano_usd_per_second: 1525000 } purpose: PURPOSE_MODELS",
     {"gpu-a100-80g", "gpu-h100"}},
    {"family",
     "requirement { gpu_family: 'l40s' } purpose: PURPOSE_DEPLOYMENTS",
     {"gpu-l40s", "gpu-2x-l40s", "gpu-4x-l40s", "gpu-8x-l40s"}},
    {"architecture and memory of each",
     "requirement { gpu_family: 'hopper' min_gpu_memory_gb: 100 max_gpus: 1 }",
     {"gpu-h200"}},
    {"provider",
     "requirement { provider: PROVIDER_GKE min_gpus: 4 } purpose: PURPOSE_MODELS",
     {"gpu-4x-t4", "gpu-8x-t4"}},
    {"no GPU", "requirement { max_gpus: 0 }", {"cpu"}},
    {"nothing does", "requirement { min_gpu_memory_gb: 142 }", {}},
    {"bounded", "requirement { min_gpus: 1 } purpose: PURPOSE_MODELS max_candidates: 2", {"gpu-t4", "gpu-2x-t4"}},
};

TEST(ResolveHardwareTest, ARequirementRanksWhatSatisfiesIt) {
  for (const RankCase& row : kRankCases) {
    SCOPED_TRACE(std::string(row.name));
    EXPECT_THAT(CandidatesOf(Resolve(row.request)), ElementsAreArray(row.candidates));
  }
}

TEST(ResolveHardwareTest, CandidatesSayWhatTheyHaveTooMuch) {
  const v1::ResolveHardwareResponse response =
      Resolve("requirement { min_total_gpu_memory_gb: 79 gpu_family: 'A100' max_gpus: 1 } purpose: PURPOSE_MODELS");
  ASSERT_EQ(response.candidates_size(), 1);
  EXPECT_EQ(response.candidates(0).excess_gpu_memory_gb(), 1);
  EXPECT_EQ(response.candidates(0).hardware().price().nano_usd_per_second(), 1'400'000);
  EXPECT_FALSE(Resolve("requirement { max_gpus: 0 }").candidates(0).has_excess_gpu_memory_gb());
}

TEST(ResolveHardwareTest, ExclusionsCountEverySkuThatIsLeftOut) {
  const v1::ResolveHardwareResponse response =
      Resolve("requirement { gpu_family: 'H100' max_gpus: 4 } purpose: PURPOSE_MODELS");
  EXPECT_THAT(CandidatesOf(response), ElementsAre("gpu-h100", "gpu-2x-h100", "gpu-4x-h100"));
  // 57 SKUs: 4 of H100, 32 of eight legacy units, 14 of 14 units times 8.
  EXPECT_THAT(CountLines(response.exclusions()), ElementsAre("LEGACY 32", "TOO_MANY_GPUS 14", "GPU_FAMILY_DIFFERS 53"));
  EXPECT_FALSE(response.has_explanation());
}

TEST(ResolveHardwareTest, AnExplanationHasARowPerSkuWithAllItsReasons) {
  const v1::ResolveHardwareResponse response = Resolve(
      "requirement { min_total_gpu_memory_gb: 100 max_gpus: 1 } purpose: PURPOSE_MODELS explain: true "
      "max_candidates: 1000");
  const v1::Explanation& explanation = response.explanation();
  EXPECT_EQ(explanation.candidates_considered(), 57);
  ASSERT_EQ(explanation.candidates_size(), 57);
  EXPECT_EQ(explanation.candidates(0).hardware(), "gpu-h200");
  EXPECT_TRUE(explanation.candidates(0).chosen());
  for (const v1::Candidate& row : explanation.candidates()) {
    if (row.hardware() != "gpu-2x-a40") continue;
    EXPECT_FALSE(row.chosen());
    EXPECT_THAT(
        FindingLines(row.findings()),
        ElementsAre("OBSTACLE LEGACY is_legacy", "OBSTACLE TOTAL_GPU_MEMORY_TOO_SMALL total_gpu_memory_gb 100/96",
                    "OBSTACLE TOO_MANY_GPUS gpus 1/2"));
    return;
  }
  FAIL() << "gpu-2x-a40 has no row";
}

TEST(ResolveHardwareTest, AnExplanationIsBoundedAndChangesNothingElse) {
  constexpr absl::string_view kRequest = "requirement { gpu_family: 'Hopper' } purpose: PURPOSE_MODELS ";
  v1::ResolveHardwareResponse explained = Resolve(absl::StrCat(kRequest, "explain: true max_candidates: 9"));
  EXPECT_EQ(explained.explanation().candidates_size(), 9);
  EXPECT_EQ(explained.explanation().candidates_considered(), 57);
  explained.clear_explanation();
  EXPECT_EQ(Encode(explained), Encode(Resolve(kRequest)));
}

}  // namespace
}  // namespace berth
