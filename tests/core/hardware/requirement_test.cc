#include "core/hardware/requirement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/core/edited_catalog.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

struct ValidationCase {
  absl::string_view name;
  absl::string_view requirement;
  Lines lines;
};

const ValidationCase kValidationCases[] = {
    {"empty", "", {"REQUIRED_FIELD_MISSING r"}},
    {"zero is a value", "min_gpus: 0", {}},
    {"negative memory", "min_total_gpu_memory_gb: -1", {"VALUE_OUT_OF_RANGE r.min_total_gpu_memory_gb"}},
    {"memory without end", "min_gpu_memory_gb: 1000001", {"VALUE_OUT_OF_RANGE r.min_gpu_memory_gb"}},
    {"nine GPUs", "min_gpus: 9", {"VALUE_OUT_OF_RANGE r.min_gpus"}},
    {"negative number of GPUs", "max_gpus: -1", {"VALUE_OUT_OF_RANGE r.max_gpus"}},
    {"eight GPUs", "min_gpus: 8 max_gpus: 8", {}},
    {"more than at most", "min_gpus: 2 max_gpus: 1", {"CONFLICTING_FIELDS r.min_gpus"}},
    {"for free", "max_nano_usd_per_second: 0", {"VALUE_OUT_OF_RANGE r.max_nano_usd_per_second"}},
    {"family", "gpu_family: 'h100'", {}},
    {"architecture", "gpu_family: 'ADA LOVELACE'", {}},
    {"unknown family", "gpu_family: 'H1000'", {"UNKNOWN_GPU_MODEL r.gpu_family"}},
    {"no family", "gpu_family: ''", {"UNKNOWN_GPU_MODEL r.gpu_family"}},
    {"everything at once",
     "min_total_gpu_memory_gb: -1 min_gpu_memory_gb: -1 min_gpus: 9 max_gpus: -1 max_nano_usd_per_second: -5 "
     "gpu_family: 'x'",
     {"VALUE_OUT_OF_RANGE r.min_total_gpu_memory_gb", "VALUE_OUT_OF_RANGE r.min_gpu_memory_gb",
      "VALUE_OUT_OF_RANGE r.min_gpus", "VALUE_OUT_OF_RANGE r.max_gpus", "CONFLICTING_FIELDS r.min_gpus",
      "VALUE_OUT_OF_RANGE r.max_nano_usd_per_second", "UNKNOWN_GPU_MODEL r.gpu_family"}},
};

TEST(ValidateRequirementTest, ReportsEveryFault) {
  for (const ValidationCase& row : kValidationCases) {
    SCOPED_TRACE(std::string(row.name));
    Violations violations;
    ValidateRequirement(FromText<v1::HardwareRequirement>(row.requirement), DefaultIndex(), "r", violations);
    EXPECT_THAT(ViolationLines(violations), ElementsAreArray(row.lines));
  }
}

TEST(ValidateRequirementTest, NamesTheNearestFamilies) {
  Violations violations;
  ValidateRequirement(FromText<v1::HardwareRequirement>("gpu_family: 'Amper'"), DefaultIndex(), "r", violations);
  EXPECT_EQ(violations.report().violations(0).nearest(0), "Ampere");
}

struct CheckCase {
  absl::string_view name;
  absl::string_view sku;
  absl::string_view requirement;
  v1::Purpose purpose;
  Lines lines;
};

const CheckCase kCheckCases[] = {
    {"met exactly",
     "gpu-2x-a100",
     "min_total_gpu_memory_gb: 80 min_gpu_memory_gb: 40 min_gpus: 2 max_gpus: 2 "
     "gpu_family: 'a100' max_nano_usd_per_second: 2300000 provider: PROVIDER_CKS",
     v1::PURPOSE_MODELS,
     {}},
    {"total memory",
     "gpu-t4",
     "min_total_gpu_memory_gb: 17",
     v1::PURPOSE_UNSPECIFIED,
     {"OBSTACLE TOTAL_GPU_MEMORY_TOO_SMALL total_gpu_memory_gb 17/16"}},
    {"memory of each GPU",
     "gpu-8x-t4",
     "min_gpu_memory_gb: 24",
     v1::PURPOSE_UNSPECIFIED,
     {"OBSTACLE GPU_MEMORY_TOO_SMALL gpu_memory_gb 24/16"}},
    {"too few", "gpu-2x-t4", "min_gpus: 4", v1::PURPOSE_UNSPECIFIED, {"OBSTACLE TOO_FEW_GPUS gpus 4/2"}},
    {"too many", "gpu-4x-t4", "max_gpus: 2", v1::PURPOSE_UNSPECIFIED, {"OBSTACLE TOO_MANY_GPUS gpus 2/4"}},
    {"other family",
     "gpu-t4",
     "gpu_family: 'Hopper'",
     v1::PURPOSE_UNSPECIFIED,
     {"OBSTACLE GPU_FAMILY_DIFFERS Nvidia T4"}},
    {"too dear",
     "gpu-2x-t4",
     "max_nano_usd_per_second: 449999",
     v1::PURPOSE_UNSPECIFIED,
     {"OBSTACLE PRICE_TOO_HIGH nano_usd_per_second 449999/450000"}},
    {"no price",
     "gpu-h200",
     "max_nano_usd_per_second: 449999",
     v1::PURPOSE_UNSPECIFIED,
     {"OBSTACLE PRICE_UNKNOWN price"}},
    {"other provider",
     "gpu-t4",
     "provider: PROVIDER_CKS",
     v1::PURPOSE_UNSPECIFIED,
     {"OBSTACLE COMPUTE_UNIT_NOT_OFFERED gpu-t4"}},
    {"not available", "gpu-a40", "min_gpus: 1", v1::PURPOSE_DEPLOYMENTS, {"OBSTACLE LEGACY is_legacy"}},
    {"without a purpose flags say nothing", "gpu-a40", "min_gpus: 1", v1::PURPOSE_UNSPECIFIED, {}},
    {"CPU has no GPU memory",
     "cpu",
     "min_total_gpu_memory_gb: 1 min_gpu_memory_gb: 1 min_gpus: 1",
     v1::PURPOSE_UNSPECIFIED,
     {"OBSTACLE TOTAL_GPU_MEMORY_TOO_SMALL total_gpu_memory_gb 1/0", "OBSTACLE GPU_MEMORY_TOO_SMALL gpu_memory_gb 1/0",
      "OBSTACLE TOO_FEW_GPUS gpus 1/0"}},
    {"everything at once",
     "gpu-a40",
     "min_total_gpu_memory_gb: 49 min_gpu_memory_gb: 50 min_gpus: 2 "
     "gpu_family: 'T4' max_nano_usd_per_second: 1 provider: PROVIDER_GKE",
     v1::PURPOSE_MODELS,
     {"OBSTACLE LEGACY is_legacy", "OBSTACLE TOTAL_GPU_MEMORY_TOO_SMALL total_gpu_memory_gb 49/48",
      "OBSTACLE GPU_MEMORY_TOO_SMALL gpu_memory_gb 50/48", "OBSTACLE TOO_FEW_GPUS gpus 2/1",
      "OBSTACLE GPU_FAMILY_DIFFERS Nvidia A40", "OBSTACLE PRICE_UNKNOWN price",
      "OBSTACLE COMPUTE_UNIT_NOT_OFFERED gpu-a40"}},
};

TEST(CheckRequirementTest, NamesEveryCriterionThatIsNotMet) {
  for (const CheckCase& row : kCheckCases) {
    SCOPED_TRACE(std::string(row.name));
    const Findings findings = CheckRequirement(FromText<v1::HardwareRequirement>(row.requirement), row.purpose,
                                               *DefaultIndex().FindSku(row.sku), DefaultIndex());
    EXPECT_THAT(FindingLines(findings), ElementsAreArray(row.lines));
  }
}

// Of T4 alone, ranked: 1, 2, 4 and 8 of them.
std::shared_ptr<const CatalogIndex> OnlyT4() {
  return CatalogWith([](v1::Catalog& catalog) {
    auto& skus = *catalog.mutable_skus();
    skus.erase(std::remove_if(skus.begin(), skus.end(), [](const auto& sku) { return sku.compute_unit() != "gpu-t4"; }),
               skus.end());
  });
}

struct SearchResult {
  Lines matches;
  Lines counts;
  v1::Explanation explanation;
};

SearchResult SearchT4(absl::string_view requirement, int max_candidates,
                      std::function<void(const v1::Sku&, Findings&)> extra = nullptr) {
  SearchResult result;
  const auto catalog = OnlyT4();
  const auto wanted = FromText<v1::HardwareRequirement>(requirement);
  ReasonTally tally;
  SearchSkus(*catalog,
             {wanted, v1::PURPOSE_MODELS, max_candidates, std::move(extra),
              [&](const v1::Sku& sku) { result.matches.push_back(sku.name()); }},
             tally, &result.explanation);
  google::protobuf::RepeatedPtrField<v1::ReasonCount> counts;
  tally.AddTo(counts);
  result.counts = CountLines(counts);
  return result;
}

Lines RowsOf(const v1::Explanation& explanation) {
  Lines rows;
  for (const v1::Candidate& row : explanation.candidates()) {
    rows.push_back(absl::StrCat(row.chosen() ? "+" : "-", row.hardware(), " ", row.findings_size()));
  }
  return rows;
}

TEST(SearchSkusTest, ChosenRowsComeFirstEachInTheOrderOfRank) {
  const SearchResult result = SearchT4("min_gpus: 4 min_total_gpu_memory_gb: 33", 20);
  EXPECT_THAT(result.matches, ElementsAre("gpu-4x-t4", "gpu-8x-t4"));
  EXPECT_THAT(result.counts, ElementsAre("TOTAL_GPU_MEMORY_TOO_SMALL 2", "TOO_FEW_GPUS 2"));
  EXPECT_THAT(RowsOf(result.explanation), ElementsAre("+gpu-4x-t4 0", "+gpu-8x-t4 0", "-gpu-t4 2", "-gpu-2x-t4 2"));
  EXPECT_EQ(result.explanation.candidates_considered(), 4);
}

TEST(SearchSkusTest, MaxCandidatesBoundsMatchesAndRowsButNoCount) {
  const SearchResult all_match = SearchT4("min_gpus: 1", 3);
  EXPECT_THAT(all_match.matches, ElementsAre("gpu-t4", "gpu-2x-t4", "gpu-4x-t4"));
  EXPECT_THAT(RowsOf(all_match.explanation), ElementsAre("+gpu-t4 0", "+gpu-2x-t4 0", "+gpu-4x-t4 0"));
  EXPECT_THAT(all_match.counts, IsEmpty());
  const SearchResult none_match = SearchT4("min_gpu_memory_gb: 80", 1);
  EXPECT_THAT(none_match.matches, IsEmpty());
  EXPECT_THAT(RowsOf(none_match.explanation), ElementsAre("-gpu-t4 1"));
  EXPECT_THAT(none_match.counts, ElementsAre("GPU_MEMORY_TOO_SMALL 4"));
  EXPECT_EQ(none_match.explanation.candidates_considered(), 4);
}

TEST(SearchSkusTest, AnExtraCheckMayAddObstacles) {
  const SearchResult result = SearchT4("min_gpus: 1", 20, [](const v1::Sku& sku, Findings& findings) {
    if (sku.compute_units_per_instance() < 8) {
      *findings.Add() = MakeFinding(v1::REASON_LESS_PREFERRED, v1::SEVERITY_OBSTACLE, "", "");
    }
  });
  EXPECT_THAT(result.matches, ElementsAre("gpu-8x-t4"));
  EXPECT_THAT(result.counts, ElementsAre("LESS_PREFERRED 3"));
}

}  // namespace
}  // namespace berth
