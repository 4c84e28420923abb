#include "server/config/allowed_callers.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace berth {
namespace {

TEST(AllowedCallersTest, AreReadAndWritten) {
  struct Case {
    const char* text;
    AllowedCallers callers;
    const char* written;
  };
  const std::vector<Case> cases = {
      {" ", {}, ""},
      {"*=dns:a", {{"*", {"dns:a"}}}, "*=dns:a"},
      {"PlanPlacement=", {{"PlanPlacement", {}}}, "PlanPlacement="},
      {" b = dns:x , dns:y ; a = uri:u=v ", {{"a", {"uri:u=v"}}, {"b", {"dns:x", "dns:y"}}}, "a=uri:u=v;b=dns:x,dns:y"},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.text);
    const std::optional<AllowedCallers> callers = ParseAllowedCallers(test.text);
    ASSERT_TRUE(callers.has_value());
    EXPECT_EQ(*callers, test.callers);
    EXPECT_EQ(AllowedCallersText(*callers), test.written);
  }
}

TEST(AllowedCallersTest, AreRefusedInAnotherForm) {
  for (const char* text : {"*", "=dns:a", "*=dns:a;;", "*=dns:a,", "*=dns:a;*=dns:b", "* x=dns:a", "*=dns:a b"}) {
    EXPECT_FALSE(ParseAllowedCallers(text).has_value()) << text;
  }
}

TEST(AllowedCallersTest, MayBeNamedLikeThis) {
  const std::vector<std::string> names = {
      "dns:a",       "dns:a.b", "spiffe://domain/path", "uri:urn:x", "uri:https://a/b",
      "ip:10.0.0.1", "ip:::1",  "email:who@example.org"};
  AllowedCallers callers;
  for (const char* method : {"*", "PlanPlacement", "StreamPlanPlacement", "berth.v1.PlacementService/CheckAccess",
                             "grpc.health.v1.Health/Check", "grpc.health.v1.Health/*",
                             "grpc.reflection.v1.ServerReflection/ServerReflectionInfo"}) {
    callers[method] = names;
  }
  EXPECT_TRUE(FaultsIn(callers).empty()) << absl::StrJoin(FaultsIn(callers), "\n");
}

TEST(AllowedCallersTest, SayWhatIsWrongWithAName) {
  struct Case {
    const char* name;
    const char* fault;
  };
  const std::vector<Case> cases = {
      {"", "is empty, or has a comma"},
      {"dns:a b", "is empty, or has a comma"},
      {"dns:a,dns:b", "is empty, or has a comma"},
      {"a", "does not begin with `dns:`"},
      {"DNS:a", "does not begin with `dns:`"},
      {"dns:", "has no name"},
      {"spiffe://", "has no name"},
      {"dns:*.a", "has a `*`"},
      {"uri:x", "is no URI"},
      {"email:who", "is no e-mail address"},
      {"ip:a", "is no IP address"},
      {"ip:10.0.0.0/8", "is no IP address"},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    const std::vector<std::string> faults = FaultsIn({{"*", {test.name}}});
    ASSERT_EQ(faults.size(), 1u);
    EXPECT_TRUE(absl::StartsWith(faults[0], absl::StrCat("`", test.name, "` for `*` ", test.fault))) << faults[0];
    EXPECT_TRUE(absl::StrContains(faults[0], ": write `dns:host.name`")) << faults[0];
  }
}

TEST(AllowedCallersTest, SayWhatMayHaveBeenMeantByAMethod) {
  const std::vector<std::string> faults = FaultsIn({{"PlanPlacment", {}}, {"Check", {}}, {"planplacement", {}}});
  ASSERT_EQ(faults.size(), 3u) << absl::StrJoin(faults, "\n");
  EXPECT_TRUE(absl::StrContains(faults[1], "`PlanPlacment` is not a known method; nearest: `PlanPlacement`"))
      << faults[1];
}

TEST(AllowedCallersTest, GiveAMethodOneList) {
  const std::vector<std::string> faults =
      FaultsIn({{"CheckAccess", {"dns:a"}}, {"berth.v1.PlacementService/CheckAccess", {"dns:b"}}});
  ASSERT_EQ(faults.size(), 1u) << absl::StrJoin(faults, "\n");
  EXPECT_TRUE(absl::StrContains(faults[0], "are the same method")) << faults[0];
}

TEST(AllowedCallersTest, HaveSoManyFaultsAndNoMore) {
  EXPECT_EQ(FaultsIn({{"*", std::vector<std::string>(1000, "a")}}).size(), 100u);
  AllowedCallers unknown;
  for (int i = 0; i < 1000; ++i) unknown[absl::StrCat("m", i)] = {};
  EXPECT_EQ(FaultsIn(unknown).size(), 100u);
}

}  // namespace
}  // namespace berth
