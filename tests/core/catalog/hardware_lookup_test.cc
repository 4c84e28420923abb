#include "core/catalog/hardware_lookup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/core/edited_catalog.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(FindHardwareTest, ByNameAliasUnitOrCount) {
  const std::pair<absl::string_view, std::string> rows[] = {
      {"gpu-2x-t4", "gpu-t4 x 2"},
      {"gpu-a100-large-2x", "gpu-a100-80g x 2"},
      {"gpu-t4", "gpu-t4 x 1"},
      {"gpu-flex-ampere-min-40g", "gpu-flex-ampere-min-40g x 1"},
      {"gpu-3x-t4", "gpu-t4 x 3"},
      {"2x-cpu", "cpu x 2"},
      {"gpu-9x-t4", ""},
      {"gpu-0x-t4", ""},
      {"gpu-3x-t5", ""},
      {"gpu-t4-2x", ""},
      {"", ""},
  };
  for (const auto& [name, hardware] : rows) {
    const auto found = FindHardware(DefaultIndex(), name);
    EXPECT_EQ(found.has_value() ? absl::StrCat(found->unit->name(), " x ", found->count) : "", hardware) << name;
  }
}

TEST(NearestSkuNamesTest, TheHardwareThatWasMeantComesFirst) {
  const std::pair<absl::string_view, absl::string_view> rows[] = {
      // Vendors' names and node types.
      {"h100", "gpu-h100"},
      {"H100", "gpu-h100"},
      {"NVIDIA H100 80GB HBM3", "gpu-h100"},
      {"nvidia-l40s", "gpu-l40s"},
      {"gpu-h200-sxm", "gpu-h200"},
      {"A100_PCIE_40GB", "gpu-a100"},
      {"A100_NVLINK_80GB", "gpu-a100-80g"},
      {"H100_NVLINK_80GB", "gpu-h100"},
      {"nvidia-tesla-t4", "gpu-t4"},
      {"RTX_A4000", "gpu-rtx-a4000"},
      {"gd-8xh100ib-i128", "gpu-8x-h100"},
      {"gd-8xl40s-i128", "gpu-8x-l40s"},
      // Counts in other places.
      {"gpu-t4-2x", "gpu-2x-t4"},
      {"2x-h100", "gpu-2x-h100"},
      {"h100x8", "gpu-8x-h100"},
      {"gpu-h100-x4", "gpu-4x-h100"},
      {"gpu-9x-a100", "gpu-8x-a100"},
      // Slips of the finger.
      {"gpu-t5", "gpu-t4"},
      {"gpu-a100-lrge", "gpu-a100-large"},
      {"gpu-l40", "gpu-l40s"},
      {"GPU-L40S", "gpu-l40s"},
  };
  for (const auto& [name, meant] : rows) {
    const auto nearest = NearestSkuNames(DefaultIndex(), name);
    ASSERT_FALSE(nearest.empty()) << name;
    EXPECT_EQ(nearest.front(), meant) << name;
    EXPECT_LE(nearest.size(), 3u);
  }
}

TEST(NearestSkuNamesTest, NamesNothingFarAway) {
  for (const absl::string_view name : {"", "x", "mainframe", "--"}) {
    EXPECT_THAT(NearestSkuNames(DefaultIndex(), name), IsEmpty()) << name;
  }
}

TEST(NearestCountsTest, TheNearestFirstAndTheSmallerOfTwo) {
  EXPECT_THAT(NearestCounts(DefaultIndex(), "gpu-l40s", 7),
              ElementsAre("gpu-8x-l40s", "gpu-4x-l40s", "gpu-2x-l40s", "gpu-l40s"));
  EXPECT_THAT(NearestCounts(DefaultIndex(), "gpu-l40s", 3),
              ElementsAre("gpu-2x-l40s", "gpu-4x-l40s", "gpu-l40s", "gpu-8x-l40s"));
  EXPECT_THAT(NearestCounts(DefaultIndex(), "cpu", 2), ElementsAre("cpu"));
  EXPECT_THAT(NearestCounts(DefaultIndex(), "no such unit", 2), IsEmpty());
}

}  // namespace
}  // namespace berth
