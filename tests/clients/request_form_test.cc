// Requests held against their messages, with every fault at its place.
#include "clients/cli/request_form.h"

#include <gtest/gtest.h>

#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "berth/v1/placement_service.pb.h"
#include "clients/cli/source.h"
#include "core/errors/error_report.h"

namespace berth {
namespace {

template <typename Request>
absl::Status Read(const std::string& text, Request& request) {
  std::istringstream in(text);
  std::ostringstream out;
  Console console{in, out, out};
  return ReadRequest("-", console, request);
}

// One line for each violation: reason, field, message, nearest names.
template <typename Request = v1::PlanPlacementRequest>
std::string Violated(const std::string& text) {
  Request request;
  const absl::Status status = Read(text, request);
  const auto report = ErrorReportOf(status);
  if (!report.has_value()) return std::string(status.message());
  std::string lines;
  for (const v1::Violation& violation : report->violations()) {
    absl::StrAppend(&lines, ReasonName(violation.reason()), " ", violation.field(), " ", violation.message(), " [",
                    absl::StrJoin(violation.nearest(), ","), "]\n");
  }
  return lines;
}

TEST(RequestForm, ReadsEveryKindOfField) {
  v1::PlanPlacementRequest request;
  const absl::Status status = Read(R"(
explain: true
maxCandidates: 1e2
view: PLAN_VIEW_FULL
replicate:
  kind: 3
  replicas: 0
  version:
    id: 123e4567
    trainable: false
    additional_weights: [a, 7]
    prediction_config:
      setup_timeout: 600s
      env:
      - {name: A, value: "1"}
workers_ai:
  model_id: null
  config: {vcpu: 0.5, gpu_memory: 24.0}
)",
                                   request);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_TRUE(request.explain());
  EXPECT_EQ(request.max_candidates(), 100);
  EXPECT_EQ(request.replicate().kind(), v1::DEPLOYABLE_KIND_VERSION_PREDICTION);
  EXPECT_TRUE(request.replicate().has_replicas());
  EXPECT_EQ(request.replicate().version().id(), "123e4567");
  EXPECT_EQ(request.replicate().version().additional_weights(1), "7");
  EXPECT_EQ(request.replicate().version().prediction_config().setup_timeout().seconds(), 600);
  EXPECT_EQ(request.workers_ai().config().vcpu(), 0.5);
  EXPECT_EQ(request.workers_ai().config().gpu_memory(), 24);
}

struct FaultCase {
  const char* name;
  const char* text;
  const char* violated;
};

class RequestFaultTest : public testing::TestWithParam<FaultCase> {};

TEST_P(RequestFaultTest, IsReportedWithItsPlace) { EXPECT_EQ(Violated(GetParam().text), GetParam().violated); }

INSTANTIATE_TEST_SUITE_P(
    RequestForm, RequestFaultTest,
    testing::Values(
        FaultCase{
            "UnknownFields", "replicat: {}\nreplicate:\n  versoin: {}\n",
            "UNKNOWN_FIELD  line 1, column 1: `replicat` is not a known field of `PlanPlacementRequest`; nearest: "
            "`replicate` [replicate]\n"
            "UNKNOWN_FIELD replicate line 3, column 3: `versoin` is not a known field of `ReplicateWorkload`; "
            "nearest: `version` [version]\n"},
        FaultCase{
            "BothSpellings", "max_candidates: 1\nmaxCandidates: 2\n",
            "CONFLICTING_FIELDS max_candidates line 2, column 1: `maxCandidates` and `max_candidates` are the same "
            "field []\n"},
        FaultCase{"UnknownEnumName", "replicate: {provider: PROVIDER_MK8}",
                  "UNKNOWN_ENUM_VALUE replicate.provider line 1, column 23: `PROVIDER_MK8` is not a known value of "
                  "`Provider`; nearest: `mk8s` [mk8s]\n"},
        FaultCase{
            "MisspeltEnumWord", "replicate: {kind: deployment-predictions}",
            "UNKNOWN_ENUM_VALUE replicate.kind line 1, column 19: `deployment-predictions` is not a known value of "
            "`DeployableKind`; nearest: `deployment-prediction`, `version-prediction`, `function-prediction` "
            "[deployment-prediction,version-prediction,function-prediction]\n"},
        FaultCase{"UnspecifiedHasNoWord", "{\"view\": \"unspecified\"}",
                  "UNKNOWN_ENUM_VALUE view line 1, column 10: `unspecified` is not a known value of `PlanView` []\n"},
        FaultCase{"UnknownEnumNumber", "view: 9",
                  "UNKNOWN_ENUM_VALUE view line 1, column 7: `9` is not a known value of `PlanView` []\n"},
        FaultCase{"TooLargeInteger", "max_candidates: 4294967297",
                  "VALUE_OUT_OF_RANGE max_candidates line 1, column 17: `4294967297` is not between -2147483648 and "
                  "2147483647 []\n"},
        FaultCase{"VeryLargeInteger", "max_candidates: 99999999999999999999999",
                  "VALUE_OUT_OF_RANGE max_candidates line 1, column 17: `99999999999999999999999` is not between "
                  "-2147483648 and 2147483647 []\n"},
        FaultCase{"Fraction", "max_candidates: 1.5",
                  "INVALID_FORMAT max_candidates line 1, column 17: `1.5` is not a whole number []\n"},
        FaultCase{"StringAsInteger", "max_candidates: many",
                  "INVALID_FORMAT max_candidates line 1, column 17: `many` is not a whole number []\n"},
        FaultCase{"StringAsTruthValue", "explain: \"true\"",
                  "INVALID_FORMAT explain line 1, column 10: a truth value is needed here, not a string []\n"},
        FaultCase{
            "TruthValueAsString", "expected_catalog_revision: true",
            "INVALID_FORMAT expected_catalog_revision line 1, column 28: a string is needed here, not a truth value "
            "[]\n"},
        FaultCase{"MapAsList", "workers_ai: {env: {name: a}}",
                  "INVALID_FORMAT workers_ai.env line 1, column 19: a list is needed here, not a map []\n"},
        FaultCase{"NullInAList", "workers_ai: {env: [null]}",
                  "INVALID_FORMAT workers_ai.env[0] line 1, column 20: a map is needed here, not null []\n"},
        FaultCase{"NumberAsDuration", "replicate: {procedure: {config: {setup_timeout: 600}}}",
                  "INVALID_FORMAT replicate.procedure.config.setup_timeout line 1, column 49: `600` is not a duration "
                  "such as `600s` []\n"},
        FaultCase{"InfiniteNumber", "workers_ai: {config: {vcpu: 1e999}}",
                  "INVALID_FORMAT workers_ai.config.vcpu line 1, column 29: `1e999` is not a number []\n"},
        FaultCase{"ListAsRequest", "- a", "INVALID_FORMAT  line 1, column 1: a map is needed here, not a list []\n"},
        FaultCase{"NoYaml", "a: [", "line 1, column 5: end of sequence flow not found"}),
    [](const auto& info) { return std::string(info.param.name); });

// The same message from words and from names, as YAML and as JSON.
template <typename Request>
void ExpectSame(const std::string& words, const std::string& names) {
  Request from_words;
  Request from_names;
  const absl::Status status = Read(words, from_words);
  ASSERT_TRUE(status.ok()) << status;
  ASSERT_TRUE(Read(names, from_names).ok()) << names;
  EXPECT_EQ(from_words.SerializeAsString(), from_names.SerializeAsString()) << words;
}

TEST(RequestForm, EnumsAreWordsOrNamesInEveryRequest) {
  ExpectSame<v1::PlanPlacementRequest>("{view: decision-only, replicate: {kind: deployment-prediction, provider: cks}}",
                                       "{view: PLAN_VIEW_DECISION_ONLY, replicate: {kind: "
                                       "DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION, provider: PROVIDER_CKS}}");
  ExpectSame<v1::PlanPlacementRequest>(R"({"workers_ai": {"path": "internal"}})",
                                       R"({"workers_ai": {"path": "WORKERS_AI_PATH_INTERNAL"}})");
  ExpectSame<v1::ResolveHardwareRequest>(
      "purpose: models\nrequirement:\n  provider: gke\n",
      R"({"purpose": "PURPOSE_MODELS", "requirement": {"provider": "PROVIDER_GKE"}})");
  ExpectSame<v1::CheckAccessRequest>("replicate: {policy: {visibility: private}, billing_tenancy: dedicated}",
                                     "replicate: {policy: {visibility: VISIBILITY_PRIVATE}, "
                                     "billing_tenancy: BILLING_TENANCY_DEDICATED}");
  ExpectSame<v1::ListHardwareRequest>("purpose: deployments", "purpose: PURPOSE_DEPLOYMENTS");
  ExpectSame<v1::BatchCheckAccessRequest>(
      "entries: [{request: {replicate: {policy: {visibility: public}}}}]",
      "entries: [{request: {replicate: {policy: {visibility: VISIBILITY_PUBLIC}}}}]");
}

constexpr char kNull[] = "`null` does not say who has access: state it, or leave the field out []\n";

TEST(RequestForm, NullNeverOpensAccess) {
  struct Case {
    const char* text;
    const char* place;
  };
  const Case checks[] = {
      {"replicate: {policy: {allowed_accounts: null}}", "replicate.policy.allowed_accounts line 1, column 40"},
      {"replicate:\n  policy:\n    visibility: ~\n", "replicate.policy.visibility line 3, column 17"},
      {"replicate: {policy: {owner_account: null}}", "replicate.policy.owner_account line 1, column 37"},
      {"{\"replicate\": {\"policy\": null}}", "replicate.policy line 1, column 26"},
      {"workers_ai: {policy: ~}", "workers_ai.policy line 1, column 22"},
      {"workers_ai: {policy: {allowed_accounts: null}}", "workers_ai.policy.allowed_accounts line 1, column 41"},
      {"{\"workers_ai\": {\"policy\": {\"isPrivate\": null}}}", "workers_ai.policy.is_private line 1, column 41"},
  };
  for (const Case& test : checks) {
    EXPECT_EQ(Violated<v1::CheckAccessRequest>(test.text), absl::StrCat("INVALID_FORMAT ", test.place, ": ", kNull));
  }
  EXPECT_EQ(
      Violated<v1::BatchCheckAccessRequest>("entries: [{request: {workers_ai: {policy: {allowed_accounts: null}}}}]"),
      absl::StrCat("INVALID_FORMAT entries[0].request.workers_ai.policy.allowed_accounts line 1, column 62: ", kNull));
  EXPECT_EQ(Violated("workers_ai: {config: {allowed_accounts: null, is_private: ~, vcpu: null}}"),
            absl::StrCat("INVALID_FORMAT workers_ai.config.allowed_accounts line 1, column 41: ", kNull,
                         "INVALID_FORMAT workers_ai.config.is_private line 1, column 59: ", kNull));
  // Nor does what is missing, or a null for one of the accounts.
  EXPECT_TRUE(absl::StrContains(Violated<v1::CheckAccessRequest>("workers_ai:\n  policy:\n    allowed_accounts:\n"),
                                "a value is missing"));
  EXPECT_TRUE(absl::StrContains(Violated<v1::CheckAccessRequest>("replicate: {policy: {allowed_accounts: [~]}}"),
                                "a string is needed here, not null"));
}

TEST(RequestForm, ReportsAreBounded) {
  std::string text;
  for (int i = 0; i < 1000; ++i) absl::StrAppend(&text, "field_", i, ": x\n");
  v1::PlanPlacementRequest request;
  EXPECT_EQ(ErrorReportOf(Read(text, request))->violations_size(), 50);
}

TEST(RequestForm, DurationsThatProtobufRefusesAreRefused) {
  v1::PlanPlacementRequest request;
  for (const char* text : {"600", "s", "1e3s", "1.s", "1.0123456789s", "600 s", "10m"}) {
    EXPECT_FALSE(Read(absl::StrCat("replicate: {procedure: {config: {setup_timeout: ", text, "}}}"), request).ok())
        << text;
  }
  // In form, but beyond what protobuf's own type holds.
  EXPECT_FALSE(Read("replicate: {procedure: {config: {setup_timeout: 999999999999s}}}", request).ok());
}

TEST(RequestForm, FilesAreNamed) {
  std::istringstream in;
  std::ostringstream out;
  Console console{in, out, out};
  v1::PlanPlacementRequest request;
  EXPECT_EQ(ReadRequest("/nonexistent", console, request).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReadRequest("/", console, request).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReadRequest("/dev/zero", console, request).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(SourceOf(ReadRequest("-", console, request)), "standard input");
  EXPECT_EQ(SourceOf(ReadRequest("/dev/null", console, request)), "`/dev/null`");
  console.in_is_terminal = true;
  EXPECT_TRUE(absl::StrContains(ReadRequest("-", console, request).message(), "a terminal"));
}

}  // namespace
}  // namespace berth
