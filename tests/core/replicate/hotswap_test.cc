#include "core/replicate/hotswap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/lines.h"
#include "tests/core/replicate/deployables.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

v1::ReplicateVersion Hotswappable() {
  return FromText<v1::ReplicateVersion>(R"(
    id: "v" additional_weights: "https://weights"
    base_docker_image_id: "sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef"
    base_version {
      id: "b" docker_image_id: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      public: true accepts_replicate_weights: true
    })");
}

struct ConditionCase {
  absl::string_view name;
  void (*spoil)(v1::ReplicateVersion&);
  Lines lines;
};

const ConditionCase kConditionCases[] = {
    {"all hold", [](auto&) {}, {}},
    {"not virtual, said aloud", [](auto& v) { v.mutable_base_version()->set_virtual_(false); }, {}},
    {"some weights are empty", [](auto& v) { v.add_additional_weights(""); }, {}},
    {"no weights",
     [](auto& v) { v.clear_additional_weights(); },
     {"INFO NO_ADDITIONAL_WEIGHTS replicate.version.additional_weights"}},
    {"all weights are empty",
     [](auto& v) { v.set_additional_weights(0, ""); },
     {"INFO NO_ADDITIONAL_WEIGHTS replicate.version.additional_weights"}},
    {"no base version",
     [](auto& v) { v.clear_base_version(); },
     {"INFO NO_BASE_VERSION replicate.version.base_version"}},
    {"no base image",
     [](auto& v) { v.clear_base_docker_image_id(); },
     {"INFO BASE_IMAGE_DIFFERS replicate.version.base_docker_image_id"}},
    {"other base image",
     [](auto& v) { v.set_base_docker_image_id(std::string(64, 'a')); },
     {"INFO BASE_IMAGE_DIFFERS replicate.version.base_docker_image_id"}},
    {"neither has an image",
     [](auto& v) {
       v.clear_base_docker_image_id();
       v.mutable_base_version()->clear_docker_image_id();
     },
     {"INFO BASE_IMAGE_DIFFERS replicate.version.base_docker_image_id"}},
    {"not public",
     [](auto& v) { v.mutable_base_version()->clear_public_(); },
     {"INFO BASE_NOT_PUBLIC replicate.version.base_version.public"}},
    {"virtual",
     [](auto& v) { v.mutable_base_version()->set_virtual_(true); },
     {"INFO BASE_VIRTUAL replicate.version.base_version.virtual"}},
    {"rejects weights",
     [](auto& v) { v.mutable_base_version()->set_accepts_replicate_weights(false); },
     {"INFO BASE_REJECTS_WEIGHTS replicate.version.base_version.accepts_replicate_weights"}},
    {"nothing holds",
     [](auto& v) { v = FromText<v1::ReplicateVersion>("base_version { virtual: true }"); },
     {"INFO NO_ADDITIONAL_WEIGHTS replicate.version.additional_weights",
      "INFO BASE_IMAGE_DIFFERS replicate.version.base_docker_image_id",
      "INFO BASE_NOT_PUBLIC replicate.version.base_version.public",
      "INFO BASE_VIRTUAL replicate.version.base_version.virtual",
      "INFO BASE_REJECTS_WEIGHTS replicate.version.base_version.accepts_replicate_weights"}},
    {"nothing there",
     [](auto& v) { v.Clear(); },
     {"INFO NO_ADDITIONAL_WEIGHTS replicate.version.additional_weights",
      "INFO NO_BASE_VERSION replicate.version.base_version"}},
};

TEST(HotswapTest, ListsEveryConditionThatFails) {
  for (const ConditionCase& row : kConditionCases) {
    SCOPED_TRACE(std::string(row.name));
    v1::ReplicateVersion version = Hotswappable();
    row.spoil(version);
    const v1::HotswapFacts facts = EvaluateHotswap(version);
    EXPECT_THAT(FindingLines(facts.failed_conditions()), ElementsAreArray(row.lines));
    ASSERT_TRUE(facts.has_hotswappable());
    EXPECT_EQ(facts.hotswappable(), row.lines.empty());
  }
}

TEST(HotswapTest, KeepsWhatIsTheVersionsOwn) {
  v1::ReplicateVersion version = Hotswappable();
  version.add_additional_weights("");
  version.add_additional_weights("second");
  const v1::HotswapFacts facts = EvaluateHotswap(version);
  EXPECT_EQ(facts.version_id(), "v");
  EXPECT_EQ(facts.base_version_id(), "b");
  EXPECT_THAT(facts.additional_weights(), ElementsAre("https://weights", "second"));
}

}  // namespace
}  // namespace berth
