#include "core/names/nearest_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

struct NearestCase {
  absl::string_view name;
  std::string unknown;
  std::vector<std::string> nearest;
};

constexpr absl::string_view kKnown[] = {"gpu-2x-h100", "gpu-4x-h100", "gpu-h100", "gpu-h200", "gpu-l40s", "cpu"};

const NearestCase kNearestCases[] = {
    {"one letter off", "gpu-h10", {"gpu-h100", "gpu-h200", "gpu-l40s"}},
    {"ties go by name", "gpu-3x-h100", {"gpu-2x-h100", "gpu-4x-h100", "gpu-h100"}},
    {"case does not count", "GPU-H200", {"gpu-h200", "gpu-h100", "gpu-l40s"}},
    {"half of the characters at most", "gpu", {"cpu"}},
    {"nothing is near", "something-else-altogether", {}},
    {"empty", "", {}},
};

TEST(NearestNamesTest, AreAtMostThreeByDistance) {
  for (const NearestCase& row : kNearestCases) {
    SCOPED_TRACE(std::string(row.name));
    EXPECT_THAT(NearestNames(row.unknown, kKnown), ElementsAreArray(row.nearest));
  }
}

TEST(NearestNamesTest, OnlyTheFirst64BytesCount) {
  const std::string prefix(64, 'a');
  const absl::string_view known[] = {prefix};
  EXPECT_THAT(NearestNames(prefix + std::string(1'000'000, 'z'), known), ElementsAre(prefix));
}

TEST(UnknownNameMessageTest, NamesTheNearest) {
  EXPECT_EQ(UnknownNameMessage("SKU", "x", {}), "`x` is not a known SKU");
  EXPECT_EQ(UnknownNameMessage("SKU", "x", {"y", "z"}), "`x` is not a known SKU; nearest: `y`, `z`");
}

TEST(ShortenedTest, CutsBetweenCharacters) {
  const std::string eighty(80, 'a');
  EXPECT_EQ(Shortened(eighty), eighty);
  EXPECT_EQ(Shortened(eighty + "b"), eighty + "…");
  // A sequence of three bytes across the limit goes as a whole.
  const std::string shorter(79, 'a');
  EXPECT_EQ(Shortened(absl::StrCat(shorter, "€€")), absl::StrCat(shorter, "…"));
  const std::string shortest(77, 'a');
  EXPECT_EQ(Shortened(absl::StrCat(shortest, "€b")), absl::StrCat(shortest, "€…"));
}

}  // namespace
}  // namespace berth
