#include "core/sku/availability.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/edited_catalog.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

using testing::ElementsAreArray;

struct AvailabilityCase {
  absl::string_view name;
  absl::string_view changed;
  Lines models;
  Lines deployments;
};

const AvailabilityCase kAvailabilityCases[] = {
    {"offered", "", {}, {}},
    {"preview hides nothing", "is_preview: true", {}, {}},
    {"not billable", "billable: false", {"OBSTACLE NOT_BILLABLE billable"}, {"OBSTACLE NOT_BILLABLE billable"}},
    {"not public", "public: false", {"OBSTACLE NOT_PUBLIC public"}, {"OBSTACLE NOT_PUBLIC public"}},
    {"legacy", "is_legacy: true", {"OBSTACLE LEGACY is_legacy"}, {"OBSTACLE LEGACY is_legacy"}},
    {"not for models", "allow_for_models: false", {"OBSTACLE NOT_ALLOWED_FOR_MODELS allow_for_models"}, {}},
    {"not for deployments",
     "allow_for_deployments: false",
     {},
     {"OBSTACLE NOT_ALLOWED_FOR_DEPLOYMENTS allow_for_deployments"}},
    {"everything at once",
     "billable: false public: false is_legacy: true allow_for_models: false allow_for_deployments: false",
     {"OBSTACLE NOT_BILLABLE billable", "OBSTACLE NOT_PUBLIC public", "OBSTACLE LEGACY is_legacy",
      "OBSTACLE NOT_ALLOWED_FOR_MODELS allow_for_models"},
     {"OBSTACLE NOT_BILLABLE billable", "OBSTACLE NOT_PUBLIC public", "OBSTACLE LEGACY is_legacy",
      "OBSTACLE NOT_ALLOWED_FOR_DEPLOYMENTS allow_for_deployments"}},
};

v1::Sku OfferedSku(absl::string_view changed) {
  auto sku =
      FromText<v1::Sku>("name: 'gpu-x' billable: true public: true allow_for_models: true allow_for_deployments: true");
  google::protobuf::TextFormat::MergeFromString(std::string(changed), &sku);
  return sku;
}

Lines UnavailabilityLines(const v1::Sku& sku, v1::Purpose purpose) {
  Findings findings;
  AddUnavailability(sku, purpose, findings);
  return FindingLines(findings);
}

TEST(AvailabilityTest, EachFlagThatSaysNoIsNamed) {
  for (const AvailabilityCase& row : kAvailabilityCases) {
    SCOPED_TRACE(std::string(row.name));
    const v1::Sku sku = OfferedSku(row.changed);
    EXPECT_THAT(UnavailabilityLines(sku, v1::PURPOSE_MODELS), ElementsAreArray(row.models));
    EXPECT_THAT(UnavailabilityLines(sku, v1::PURPOSE_DEPLOYMENTS), ElementsAreArray(row.deployments));
    EXPECT_THAT(UnavailabilityLines(sku, v1::PURPOSE_UNSPECIFIED), testing::IsEmpty());
    EXPECT_EQ(AvailabilityOf(sku).available_for_models(), row.models.empty());
    EXPECT_EQ(AvailabilityOf(sku).available_for_deployments(), row.deployments.empty());
  }
}

TEST(AvailabilityTest, FlagsAreStatedAlsoWhereTheyAreFalse) {
  const v1::Availability none = AvailabilityOf(v1::Sku());
  EXPECT_TRUE(none.has_billable() && none.has_public_() && none.has_is_legacy() && none.has_is_preview() &&
              none.has_allow_for_models() && none.has_allow_for_deployments());
  const v1::Availability all = AvailabilityOf(OfferedSku("is_legacy: true is_preview: true"));
  EXPECT_TRUE(all.billable() && all.public_() && all.is_legacy() && all.is_preview() && all.allow_for_models() &&
              all.allow_for_deployments());
}

}  // namespace
}  // namespace berth
