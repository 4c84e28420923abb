// Enum values as people write them, for every enum that there is.
#include "clients/cli/enum_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "berth/v1/catalog.pb.h"
#include "berth/v1/placement_service.pb.h"
#include "google/protobuf/descriptor.h"

namespace berth {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FileDescriptor;
using ::testing::ElementsAre;

void CollectEnums(const FileDescriptor& file, std::set<const EnumDescriptor*>& enums) {
  if (!absl::StartsWith(file.package(), "berth.")) return;
  for (int i = 0; i < file.enum_type_count(); ++i) enums.insert(file.enum_type(i));
  for (int i = 0; i < file.dependency_count(); ++i) CollectEnums(*file.dependency(i), enums);
}

std::set<const EnumDescriptor*> EveryEnum() {
  std::set<const EnumDescriptor*> enums;
  CollectEnums(*v1::PlanPlacementRequest::descriptor()->file(), enums);
  CollectEnums(*v1::Catalog::descriptor()->file(), enums);
  return enums;
}

// Words that YAML or a number could take for something else.
bool IsAmbiguous(const std::string& word) {
  int number = 0;
  return word == "true" || word == "false" || word == "null" || absl::SimpleAtoi(word, &number);
}

TEST(EnumWords, EveryValueButUnspecifiedHasOneOfItsOwn) {
  const std::set<const EnumDescriptor*> enums = EveryEnum();
  ASSERT_GE(enums.size(), 12u);
  for (const EnumDescriptor* type : enums) {
    std::set<std::string> words;
    for (int i = 0; i < type->value_count(); ++i) {
      const EnumValueDescriptor& value = *type->value(i);
      EXPECT_EQ(FindEnumValue(*type, value.name()), &value) << value.name();
      const std::string word = EnumWord(*type, value.number());
      EXPECT_EQ(word.empty(), absl::EndsWith(value.name(), "_UNSPECIFIED")) << value.name();
      if (word.empty()) continue;
      EXPECT_EQ(FindEnumValue(*type, word), &value) << word;
      EXPECT_TRUE(words.insert(word).second) << word;
      EXPECT_EQ(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string::npos) << word;
      EXPECT_FALSE(IsAmbiguous(word)) << word;
    }
    EXPECT_EQ(FindEnumValue(*type, "unspecified"), nullptr) << type->name();
    EXPECT_EQ(FindEnumValue(*type, ""), nullptr) << type->name();
  }
}

TEST(EnumWords, AreWhatThePlatformsSay) {
  EXPECT_EQ(EnumWord(v1::DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION), "deployment-prediction");
  EXPECT_EQ(EnumWord(v1::PROVIDER_CKS), "cks");
  EXPECT_EQ(EnumWord(v1::WORKERS_AI_PATH_INTERNAL), "internal");
  EXPECT_EQ(EnumWord(v1::VISIBILITY_PRIVATE), "private");
  EXPECT_EQ(EnumWord(v1::PLAN_VIEW_DECISION_ONLY), "decision-only");
  EXPECT_THAT(EnumWords(*v1::Provider_descriptor()), ElementsAre("cks", "mk8s", "gke"));
  EXPECT_EQ(ParseEnum<v1::Provider>("mk8s"), v1::PROVIDER_MK8S);
  EXPECT_EQ(ParseEnum<v1::Provider>("PROVIDER_MK8S"), v1::PROVIDER_MK8S);
  EXPECT_EQ(ParseEnum<v1::Provider>("MK8S"), v1::PROVIDER_UNSPECIFIED);
}

TEST(EnumWords, OfANewerServerAreNumbers) {
  EXPECT_EQ(EnumWord(static_cast<v1::Provider>(99)), "99");
  EXPECT_EQ(ShortName(static_cast<v1::Reason>(9999)), "9999");
  EXPECT_EQ(ShortName(v1::OUTCOME_INFEASIBLE), "INFEASIBLE");
}

TEST(EnumWords, TheOneThatWasMeantIsNearest) {
  const EnumDescriptor& kinds = *v1::DeployableKind_descriptor();
  for (const char* text :
       {"deployment-predicton", "Deployment-Prediction", "deployment_prediction", "DEPLOYMENT_PREDICTION",
        "DEPLOYABLE_KIND_DEPLOYMENT_PREDICTON", "deployable_kind_deployment_prediction"}) {
    ASSERT_FALSE(NearestEnumWords(kinds, text).empty()) << text;
    EXPECT_EQ(NearestEnumWords(kinds, text)[0], "deployment-prediction") << text;
  }
  EXPECT_EQ(NearestEnumWords(*v1::Provider_descriptor(), "CKS")[0], "cks");
  EXPECT_THAT(NearestEnumWords(*v1::Provider_descriptor(), "somewhere-else"), ElementsAre());
}

}  // namespace
}  // namespace berth
