#include "core/access/check_access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "core/errors/error_report.h"
#include "tests/core/edited_catalog.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

v1::CheckAccessRequest PublicModel() {
  v1::CheckAccessRequest request;
  request.set_caller_account("acct-1");
  request.mutable_workers_ai()->mutable_policy();
  return request;
}

struct RefusedCase {
  const char* name;
  std::function<void(v1::CheckAccessRequest&)> spoil;
  absl::StatusCode code;
  v1::ErrorReason reason;
  const char* field;
};

TEST(CheckAccessTest, RefusesWhatItCannotUnderstand) {
  const RefusedCase cases[] = {
      {"no caller", [](auto& request) { request.clear_caller_account(); }, absl::StatusCode::kInvalidArgument,
       v1::ERROR_REASON_REQUIRED_FIELD_MISSING, "caller_account"},
      {"a blank caller", [](auto& request) { request.set_caller_account(" \t"); }, absl::StatusCode::kInvalidArgument,
       v1::ERROR_REASON_REQUIRED_FIELD_MISSING, "caller_account"},
      {"a caller of 600 characters", [](auto& request) { request.set_caller_account(std::string(600, 'a')); },
       absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_TOO_LARGE, "caller_account"},
      {"no resource", [](auto& request) { request.clear_workers_ai(); }, absl::StatusCode::kInvalidArgument,
       v1::ERROR_REASON_REQUIRED_FIELD_MISSING, "replicate"},
      {"two resources", [](auto& request) { request.mutable_replicate()->set_deployable("d"); },
       absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_CONFLICTING_FIELDS, "workers_ai"},
      {"neither policy nor name", [](auto& request) { request.mutable_workers_ai()->clear_policy(); },
       absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_REQUIRED_FIELD_MISSING, "workers_ai.model_id"},
      {"a model that is not listed",
       [](auto& request) {
         request.mutable_workers_ai()->clear_policy();
         request.mutable_workers_ai()->set_model_id("@cf/none");
       },
       absl::StatusCode::kNotFound, v1::ERROR_REASON_RESOURCE_NOT_FOUND, "workers_ai.model_id"},
      {"another revision", [](auto& request) { request.set_expected_catalog_revision("sha256:0"); },
       absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_CATALOG_REVISION_MISMATCH, "expected_catalog_revision"},
  };
  for (const RefusedCase& refused : cases) {
    SCOPED_TRACE(refused.name);
    v1::CheckAccessRequest request = PublicModel();
    refused.spoil(request);
    v1::CheckAccessResponse response;
    const absl::Status status = CheckAccess(DefaultIndex(), request, response);
    ASSERT_EQ(status.code(), refused.code) << status;
    EXPECT_EQ(ErrorReportOf(status)->violations(0).reason(), refused.reason);
    EXPECT_EQ(ErrorReportOf(status)->violations(0).field(), refused.field);
    EXPECT_EQ(response.decision(), v1::ACCESS_DECISION_UNSPECIFIED);
  }
}

TEST(CheckAccessTest, ReportsEveryFaultAtOnce) {
  v1::CheckAccessRequest request;
  request.mutable_replicate()->set_deployable("none");
  request.mutable_workers_ai()->set_model_id("@cf/none");
  request.set_expected_catalog_revision("sha256:0");
  v1::CheckAccessResponse response;
  EXPECT_THAT(
      ViolationLines(CheckAccess(DefaultIndex(), request, response)),
      testing::ElementsAre("REQUIRED_FIELD_MISSING caller_account", "CONFLICTING_FIELDS workers_ai",
                           "CATALOG_REVISION_MISMATCH expected_catalog_revision",
                           "RESOURCE_NOT_FOUND replicate.deployable", "RESOURCE_NOT_FOUND workers_ai.model_id"));
  EXPECT_EQ(response.ByteSizeLong(), 0u);
}

struct SharedCase {
  absl::string_view name;
  absl::string_view policy;
  bool shared;
};

TEST(CheckAccessTest, PodsAreSharedIfMoreThanOneAccountMayCall) {
  const SharedCase rows[] = {
      {"public", "visibility: VISIBILITY_PUBLIC", true},
      {"public, with a list that does not matter", "visibility: VISIBILITY_PUBLIC owner_account: 'o'", true},
      {"private, without list", "visibility: VISIBILITY_PRIVATE owner_account: 'o'", false},
      {"private, the owner listed", "visibility: VISIBILITY_PRIVATE owner_account: 'o' allowed_accounts: ' o '", false},
      {"private, only blanks listed", "visibility: VISIBILITY_PRIVATE owner_account: 'o' allowed_accounts: ' '", false},
      {"private, another listed", "visibility: VISIBILITY_PRIVATE owner_account: 'o' allowed_accounts: 'a'", true},
      {"private, owner and another listed",
       "visibility: VISIBILITY_PRIVATE owner_account: 'o' allowed_accounts: 'o' allowed_accounts: 'a'", true},
  };
  for (const SharedCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    v1::CheckAccessRequest request;
    // Who asks has no influence.
    for (const char* caller : {"o", "a", "stranger"}) {
      request.set_caller_account(caller);
      *request.mutable_replicate()->mutable_policy() = FromText<v1::ReplicateAccessPolicy>(row.policy);
      v1::CheckAccessResponse response;
      ASSERT_TRUE(CheckAccess(DefaultIndex(), request, response).ok());
      EXPECT_EQ(response.tenancy().pods_shared_between_accounts(), row.shared);
    }
  }
}

TEST(CheckAccessTest, TheCallerIsTrimmed) {
  v1::CheckAccessRequest request = PublicModel();
  request.set_caller_account("  acct-1 ");
  request.mutable_workers_ai()->mutable_policy()->set_allowed_accounts("acct-1");
  v1::CheckAccessResponse response;
  ASSERT_TRUE(CheckAccess(DefaultIndex(), request, response).ok());
  EXPECT_EQ(response.decision(), v1::ACCESS_DECISION_ALLOW);
  EXPECT_EQ(response.deciding_entry(), "acct-1");
}

}  // namespace
}  // namespace berth
