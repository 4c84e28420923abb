#include "core/wire/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "berth/v1/placement_service.pb.h"
#include "tests/core/edited_catalog.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A group of field 100 in a group, and so on.
std::string NestedGroups(int levels) {
  std::string bytes;
  for (int i = 0; i < levels; ++i) bytes += "\xa3\x06";
  for (int i = 0; i < levels; ++i) bytes += "\xa4\x06";
  return bytes;
}

std::string WithVersionId(const std::string& id) {
  v1::PlanPlacementRequest request;
  request.mutable_replicate()->mutable_version()->set_id(id);
  return request.SerializeAsString();
}

TEST(DecodeTest, ReadsWhatEncodeWrites) {
  const auto request = FromText<v1::PlanPlacementRequest>(R"(
    replicate { kind: DEPLOYABLE_KIND_VERSION_PREDICTION version { id: "v" additional_weights: "" } replicas: 0 })");
  v1::PlanPlacementRequest decoded;
  ASSERT_TRUE(Decode(Encode(request), decoded).ok());
  EXPECT_EQ(decoded.DebugString(), request.DebugString());
  EXPECT_TRUE(decoded.replicate().has_replicas());
}

TEST(DecodeTest, RefusesWhatIsNoMessage) {
  const std::string whole = WithVersionId("version");
  const std::pair<absl::string_view, std::string> rows[] = {
      {"truncated length", whole.substr(0, 1)},
      {"truncated string", whole.substr(0, whole.size() - 1)},
      {"truncated varint", "\x08\xff"},
      {"field number 0", std::string("\x00\x00", 2)},
      {"end of no group", "\xa4\x06"},
      {"group without end", "\xa3\x06"},
      {"not UTF-8", WithVersionId("\xff")},
      {"half a UTF-8 sequence", WithVersionId("\xe2\x82")},
      {"a surrogate", WithVersionId("\xed\xa0\x80")},
      {"200 nested groups", NestedGroups(200)},
      {"text", "replicate {}"},
  };
  for (const auto& [name, bytes] : rows) {
    SCOPED_TRACE(std::string(name));
    v1::PlanPlacementRequest request;
    const absl::Status status = Decode(bytes, request);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(ViolationLines(status), ElementsAre("MALFORMED_MESSAGE "));
  }
}

TEST(DecodeTest, RefusesEverySingleTruncation) {
  const std::string whole = WithVersionId("version");
  for (size_t length = 1; length < whole.size(); ++length) {
    v1::PlanPlacementRequest request;
    EXPECT_FALSE(Decode(whole.substr(0, length), request).ok()) << length;
  }
}

// Metadata with many labels, put in one after the other in the order of `keys`.
v1::ObjectMeta WithLabels(const std::vector<std::string>& keys) {
  v1::ObjectMeta metadata;
  for (const std::string& key : keys) (*metadata.mutable_labels())[key] = "of " + key;
  return metadata;
}

TEST(EncodeTest, MapsHaveOneOrder) {
  std::vector<std::string> keys;
  for (int i = 0; i < 200; ++i) keys.push_back(absl::StrCat("key-", i));
  const v1::ObjectMeta first = WithLabels(keys);
  const std::string bytes = Encode(first);
  const std::string json = ToJson(first);
  for (int shuffles = 0; shuffles < 20; ++shuffles) {
    std::rotate(keys.begin(), keys.begin() + 77, keys.end());
    std::reverse(keys.begin(), keys.begin() + 150);
    const v1::ObjectMeta other = WithLabels(keys);
    EXPECT_EQ(Encode(other), bytes);
    EXPECT_EQ(ToJson(other), json);
  }
  v1::ObjectMeta decoded;
  ASSERT_TRUE(Decode(bytes, decoded).ok());
  EXPECT_EQ(Encode(decoded), bytes);
}

TEST(ToJsonTest, IsTheNativeForm) {
  const std::tuple<absl::string_view, v1::Deployment, absl::string_view> rows[] = {
      {"zero is there", FromText<v1::Deployment>("spec { replicas: 0 }"), R"({"spec":{"replicas":0}})"},
      {"unset is not", FromText<v1::Deployment>("spec {}"), R"({"spec":{}})"},
      {"empty directories are there",
       FromText<v1::Deployment>(R"(spec { template { spec { volumes { name: "v" empty_dir {} } } } })"),
       R"({"spec":{"template":{"spec":{"volumes":[{"name":"v","emptyDir":{}}]}}}})"},
      {"empty strings are there", FromText<v1::Deployment>(R"(api_version: "")"), R"({"apiVersion":""})"},
  };
  for (const auto& [name, message, json] : rows) {
    SCOPED_TRACE(std::string(name));
    EXPECT_EQ(ToJson(message), json);
  }
}

TEST(ToJsonTest, LargeNumbersAreStrings) {
  EXPECT_EQ(ToJson(FromText<v1::Price>("nano_usd_per_second: 5")), R"({"nanoUsdPerSecond":"5"})");
}

TEST(ToJsonTest, PrettyIsTheSameWithWhiteSpace) {
  const auto document = FromText<v1::Deployment>("spec { replicas: 0 }");
  std::string pretty = ToJson(document, /*pretty=*/true);
  EXPECT_THAT(pretty, HasSubstr("\n"));
  pretty.erase(std::remove_if(pretty.begin(), pretty.end(), [](char c) { return c == ' ' || c == '\n'; }),
               pretty.end());
  EXPECT_EQ(pretty, ToJson(document));
}

TEST(FromJsonTest, ReadsWhatToJsonWrites) {
  const auto request = FromText<v1::PlanPlacementRequest>(
      R"(replicate { provider: PROVIDER_GKE replicas: 0 } workers_ai { config { gpu_memory: 3 } } explain: false)");
  v1::PlanPlacementRequest read;
  ASSERT_TRUE(FromJson(ToJson(request), read).ok());
  EXPECT_EQ(read.DebugString(), request.DebugString());
}

TEST(FromJsonTest, RefusesWhatIsNoSuchMessage) {
  const std::tuple<absl::string_view, std::string, std::string> rows[] = {
      {"no JSON", "{", "MALFORMED_MESSAGE "},
      {"empty", "", "MALFORMED_MESSAGE "},
      {"a list", "[]", "MALFORMED_MESSAGE "},
      {"unknown field", R"({"replicate": {"kindd": 1}})", "MALFORMED_MESSAGE "},
      {"wrong type", R"({"replicate": {"replicas": "many"}})", "MALFORMED_MESSAGE "},
      {"unknown enum name", R"({"replicate": {"provider": "PROVIDER_MOON"}})", "MALFORMED_MESSAGE "},
      {"unknown enum number", R"({"replicate": {"provider": 99}})", "UNKNOWN_ENUM_VALUE replicate.provider"},
      {"number out of range", R"({"replicate": {"replicas": 4294967296}})", "MALFORMED_MESSAGE "},
      {"not UTF-8", "{\"replicate\": {\"version\": {\"id\": \"\xff\"}}}", "MALFORMED_MESSAGE "},
      {"200 nested lists", std::string(200, '[') + std::string(200, ']'), "MALFORMED_MESSAGE "},
  };
  for (const auto& [name, json, violation] : rows) {
    SCOPED_TRACE(std::string(name));
    v1::PlanPlacementRequest request;
    EXPECT_THAT(ViolationLines(FromJson(json, request)), ElementsAre(violation));
  }
}

// The two vectors of FIPS 180 that everybody knows.
TEST(Sha256Test, IsSha256) {
  EXPECT_EQ(Sha256(""), "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256("abc"), "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace berth
