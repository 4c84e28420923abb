#include "core/wire/field_count.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "berth/v1/placement_service.pb.h"
#include "core/wire/wire.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

using testing::ElementsAre;

// A plan's request with empty environment variables: two bytes each, in one field around them.
std::string WithVariables(int count) {
  v1::PlanPlacementRequest request;
  for (int i = 0; i < count; ++i) request.mutable_workers_ai()->add_env();
  return request.SerializeAsString();
}

TEST(FieldCountTest, CountsAtAllDepths) {
  struct Case {
    absl::string_view name;
    std::string bytes;
    int fields;
  };
  v1::PlanPlacementRequest request;
  request.set_explain(true);
  request.mutable_replicate()->mutable_version()->set_id("v");
  const std::vector<Case> cases = {
      {"a number and a nested string", request.SerializeAsString(), 4},
      {"many empty entries", WithVariables(1000), 1001},
      {"unknown fields", "\xF8\x7F\x01\xF8\x7F\x02", 2},
      {"groups, their ends, and what they hold", "\xC3\x3E\xC3\x3E\x08\x01\xC4\x3E\xC4\x3E", 5},
      {"a group that holds a field whose number is known", std::string("\xC3\x3E\x0A\x01\xFF\xC4\x3E\x08\x01", 9), 4},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(std::string(c.name));
    const auto& type = *v1::PlanPlacementRequest::descriptor();
    EXPECT_FALSE(HasMoreFieldsThan(c.fields, c.bytes, type));
    EXPECT_TRUE(HasMoreFieldsThan(c.fields - 1, c.bytes, type));
  }
}

TEST(FieldCountTest, LeavesWhatIsNoMessageToDecoding) {
  const std::string whole = WithVariables(3);
  for (size_t length = 1; length < whole.size(); ++length) {
    EXPECT_FALSE(HasMoreFieldsThan(10, whole.substr(0, length), *v1::PlanPlacementRequest::descriptor())) << length;
  }
  std::string nested;
  for (int i = 0; i < 10'000; ++i) nested += "\x0a\x7f";
  EXPECT_FALSE(HasMoreFieldsThan(20'000, nested, *v1::PlanPlacementRequest::descriptor()));
}

TEST(FieldCountTest, BoundsRequests) {
  v1::PlanPlacementRequest request;
  EXPECT_TRUE(DecodeRequest(WithVariables(kMaxRequestFields - 1), request).ok());
  EXPECT_THAT(ViolationLines(DecodeRequest(WithVariables(kMaxRequestFields), request)), ElementsAre("TOO_LARGE "));
}

}  // namespace
}  // namespace berth
