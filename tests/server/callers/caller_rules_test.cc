#include "server/callers/caller_rules.h"

#include "core/errors/error_report.h"
#include "gtest/gtest.h"

namespace berth {
namespace {

using Allowed = std::map<std::string, std::vector<std::string>>;
using Names = std::vector<std::string>;

constexpr char kPlan[] = "berth.v1.PlacementService/PlanPlacement";
constexpr char kAccess[] = "berth.v1.PlacementService/CheckAccess";
constexpr char kCheck[] = "grpc.health.v1.Health/Check";
constexpr char kWatch[] = "grpc.health.v1.Health/Watch";
constexpr char kReflection[] = "grpc.reflection.v1.ServerReflection/ServerReflectionInfo";

Names Methods() {
  return {kPlan, kAccess, kCheck, kWatch, kReflection, "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"};
}

struct Admission {
  const char* name;
  Allowed allowed;
  const char* method;
  Names callers;
  bool admitted;
};

TEST(CallerRulesTest, AdmitsByTheMostSpecificList) {
  const Allowed rules = {
      {"PlanPlacement", {"spiffe://a/planner", "dns:Build.Example"}}, {kAccess, {}}, {"*", {"dns:everything"}}};
  const Allowed health = {{"grpc.health.v1.Health/*", {"dns:prober"}}, {kWatch, {"dns:watcher"}}};
  const std::vector<Admission> cases = {
      {"no rules", {}, kPlan, {}, true},
      {"listed", rules, kPlan, {"uri:spiffe://a/planner"}, true},
      {"listed in other letters", rules, kPlan, {"dns:build.example"}, true},
      {"one of several names", rules, kPlan, {"dns:other", "dns:build.example"}, true},
      {"not listed", rules, kPlan, {"dns:other"}, false},
      {"without a name", rules, kPlan, {}, false},
      {"another type", rules, kPlan, {"dns:spiffe://a/planner"}, false},
      {"prefix of a name", rules, kPlan, {"uri:spiffe://a/plan"}, false},
      {"longer than a name", rules, kPlan, {"dns:build.example.evil"}, false},
      {"subdomain", rules, kPlan, {"dns:x.build.example"}, false},
      {"listed for everything else only", rules, kPlan, {"dns:everything"}, false},
      {"empty list", rules, kAccess, {"dns:everything"}, false},
      {"everything else", rules, kReflection, {"dns:everything"}, true},
      {"listed elsewhere", rules, kReflection, {"dns:build.example"}, false},
      {"no list for this method", {{"CheckAccess", {"dns:a"}}}, kPlan, {"dns:a"}, false},
      {"health, not listed", rules, kCheck, {"dns:other"}, true},
      {"health, without a name", rules, kCheck, {}, true},
      {"health of a list, listed", health, kCheck, {"dns:prober"}, true},
      {"health of a list, not listed", health, kCheck, {"dns:other"}, false},
      {"method before service", health, kWatch, {"dns:watcher"}, true},
      {"service after method", health, kWatch, {"dns:prober"}, false},
      {"own list of one health method", {{kWatch, {"dns:watcher"}}}, kCheck, {"dns:other"}, true},
      {"namesake of health", rules, "grpc.health.v1.HealthX/Check", {"dns:other"}, false},
      {"wildcard certificate", rules, kPlan, {"dns:*.example"}, false},
  };
  for (const Admission& test : cases) {
    SCOPED_TRACE(test.name);
    const auto made = CallerRules::Make(test.allowed, Methods());
    ASSERT_TRUE(made.ok()) << made.status();
    EXPECT_EQ(made->Admits(test.method, test.callers), test.admitted);
  }
}

TEST(CallerRulesTest, TellsAllFaultsAtOnce) {
  const auto made = CallerRules::Make({{"Plan", {"dns:a"}},
                                       {"ServerReflectionInfo", {"dns:a"}},
                                       {"grpc.health.v2.Health/*", {"someone", "ip:x"}},
                                       {"CheckAccess", {"dns:a"}},
                                       {kAccess, {"dns:b"}}},
                                      Methods());
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(std::string(made.status().message()),
            "`Plan` is not a known method; "
            "`ServerReflectionInfo` is not a known method; "
            "`grpc.health.v2.Health/*` is not a known method; nearest: `grpc.health.v1.Health/*`, "
            "`grpc.health.v1.Health/Check`, `grpc.health.v1.Health/Watch`; "
            "`CheckAccess` and `berth.v1.PlacementService/CheckAccess` are the same method: give it one list; "
            "`someone` does not begin with `dns:`, `uri:`, `spiffe://`, `email:` or `ip:`; "
            "`ip:x` is no IP address");
}

TEST(CallerRulesTest, FindsEveryFaultOfMethods) {
  const struct {
    const char* name;
    Allowed allowed;
    size_t faults;
  } cases[] = {
      {"none", {}, 0},
      {"every kind of key", {{"*", {}}, {"PlanPlacement", {}}, {kAccess, {}}, {"grpc.health.v1.Health/*", {}}}, 0},
      {"a method and its service", {{kCheck, {}}, {"grpc.health.v1.Health/*", {}}}, 0},
      {"another server's method", {{"a.Service/Method", {}}}, 1},
      {"short name of another service", {{"Check", {}}}, 1},
      {"letters of another case", {{"planplacement", {}}}, 1},
      {"one method under two names", {{"PlanPlacement", {}}, {kPlan, {}}}, 1},
      {"two methods under two names", {{"PlanPlacement", {}}, {kPlan, {}}, {"CheckAccess", {}}, {kAccess, {}}}, 2},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(FaultsOfMethods(c.allowed, Methods()).size(), c.faults);
    EXPECT_EQ(CallerRules::Make(c.allowed, Methods()).ok(), c.faults == 0);
  }
}

TEST(CallerRulesTest, RefusesWithAReasonAndNoNameButTheCallers) {
  const absl::Status status = CallerNotAllowed(kPlan, "uri:spiffe://a/other");
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  const auto report = ErrorReportOf(status);
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->violations(0).reason(), v1::ERROR_REASON_CALLER_NOT_ALLOWED);
  EXPECT_EQ(report->violations(0).message(),
            "caller `uri:spiffe://a/other` may not call `berth.v1.PlacementService/PlanPlacement`");
}

}  // namespace
}  // namespace berth
