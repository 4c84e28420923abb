#include "core/errors/error_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

using testing::ElementsAre;

TEST(ViolationsTest, NothingIsOk) {
  const Violations violations;
  EXPECT_TRUE(violations.empty());
  EXPECT_TRUE(violations.ToStatus().ok());
}

struct LeadingCase {
  absl::string_view name;
  std::vector<v1::ErrorReason> reasons;
  absl::StatusCode code;
  absl::string_view message;
};

// Fields are `f0`, `f1` and so on, and each message is `is wrong`.
const LeadingCase kLeadingCases[] = {
    {"one", {v1::ERROR_REASON_UNKNOWN_SKU}, absl::StatusCode::kInvalidArgument, "f0: is wrong"},
    {"the first decides",
     {v1::ERROR_REASON_RESOURCE_NOT_FOUND, v1::ERROR_REASON_VERSION_NOT_TRAINABLE},
     absl::StatusCode::kNotFound,
     "f0: is wrong (and 1 more)"},
    {"an invalid argument goes before it",
     {v1::ERROR_REASON_VERSION_NOT_TRAINABLE, v1::ERROR_REASON_TOO_LARGE, v1::ERROR_REASON_UNKNOWN_SKU},
     absl::StatusCode::kInvalidArgument,
     "f1: is wrong (and 2 more)"},
};

TEST(ViolationsTest, OneViolationLeads) {
  for (const LeadingCase& row : kLeadingCases) {
    SCOPED_TRACE(std::string(row.name));
    Violations violations;
    for (const v1::ErrorReason reason : row.reasons) {
      violations.Add(reason, absl::StrCat("f", violations.size()), "is wrong");
    }
    const absl::Status status = violations.ToStatus();
    EXPECT_EQ(status.code(), row.code);
    EXPECT_EQ(status.message(), row.message);
    EXPECT_EQ(ViolationLines(status).size(), row.reasons.size());
  }
}

TEST(JoinFaultsTest, TellsBothButNoFieldTwice) {
  Violations first;
  first.Add(v1::ERROR_REASON_UNKNOWN_ENUM_VALUE, "a", "first");
  first.Add(v1::ERROR_REASON_UNKNOWN_FIELD, "a", "again");
  Violations second;
  second.Add(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, "a", "follows from the first");
  second.Add(v1::ERROR_REASON_UNKNOWN_SKU, "b", "second");
  second.Add(v1::ERROR_REASON_TOO_LARGE, "b", "again");
  EXPECT_THAT(ViolationLines(JoinFaults(first.ToStatus(), second.ToStatus())),
              ElementsAre("UNKNOWN_ENUM_VALUE a", "UNKNOWN_FIELD a", "UNKNOWN_SKU b", "TOO_LARGE b"));
  EXPECT_EQ(JoinFaults(first.ToStatus(), absl::OkStatus()), first.ToStatus());
  EXPECT_EQ(JoinFaults(absl::OkStatus(), second.ToStatus()), second.ToStatus());
  EXPECT_TRUE(JoinFaults(absl::OkStatus(), absl::OkStatus()).ok());
  const absl::Status broken = absl::InternalError("broken");
  EXPECT_EQ(JoinFaults(broken, second.ToStatus()), broken);
}

TEST(ViolationsTest, TheReportHasAllOfThem) {
  Violations violations;
  violations.Add(v1::ERROR_REASON_UNKNOWN_SKU, "sku", "`x` is no SKU", {"y", "z"});
  violations.Add(v1::ERROR_REASON_OVERLOADED, "", "try again");
  const auto report = ErrorReportOf(violations.ToStatus());
  ASSERT_TRUE(report.has_value());
  EXPECT_THAT(ViolationLines(violations.ToStatus()), ElementsAre("UNKNOWN_SKU sku", "OVERLOADED "));
  EXPECT_EQ(report->violations(0).message(), "`x` is no SKU");
  EXPECT_THAT(report->violations(0).nearest(), ElementsAre("y", "z"));
}

TEST(ErrorStatusTest, IsAReportOfOne) {
  const absl::Status status = ErrorStatus(v1::ERROR_REASON_MALFORMED_MESSAGE, "", "is no message");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "is no message");
  EXPECT_THAT(ViolationLines(status), ElementsAre("MALFORMED_MESSAGE "));
}

TEST(ErrorReportOfTest, IsNothingWithoutAReport) {
  EXPECT_FALSE(ErrorReportOf(absl::OkStatus()).has_value());
  EXPECT_FALSE(ErrorReportOf(absl::InternalError("broken")).has_value());
  absl::Status garbage = absl::InternalError("broken");
  garbage.SetPayload("type.googleapis.com/berth.v1.ErrorReport", absl::Cord("\x0a\xff"));
  EXPECT_FALSE(ErrorReportOf(garbage).has_value());
}

struct CodeCase {
  absl::StatusCode code;
  std::vector<v1::ErrorReason> reasons;
};

// All that are no fault of the question itself, and not the server's own.
const CodeCase kOtherCodes[] = {
    {absl::StatusCode::kFailedPrecondition,
     {v1::ERROR_REASON_COMPUTE_UNIT_HAS_NO_LIMITS, v1::ERROR_REASON_DEPLOYMENT_USED_BY_MODEL,
      v1::ERROR_REASON_DEPLOYMENT_NOT_USED_BY_MODEL, v1::ERROR_REASON_VERSION_NOT_TRAINABLE,
      v1::ERROR_REASON_CATALOG_REVISION_MISMATCH, v1::ERROR_REASON_PLATFORM_NOT_IN_CATALOG}},
    {absl::StatusCode::kNotFound, {v1::ERROR_REASON_RESOURCE_NOT_FOUND}},
    {absl::StatusCode::kResourceExhausted, {v1::ERROR_REASON_OVERLOADED}},
    {absl::StatusCode::kUnavailable, {v1::ERROR_REASON_DRAINING}},
    {absl::StatusCode::kPermissionDenied, {v1::ERROR_REASON_CALLER_NOT_ALLOWED}},
    {absl::StatusCode::kInternal, {v1::ERROR_REASON_UNSPECIFIED, v1::ERROR_REASON_INTERNAL}},
};

absl::StatusCode ExpectedCode(v1::ErrorReason reason) {
  for (const CodeCase& row : kOtherCodes) {
    for (const v1::ErrorReason other : row.reasons) {
      if (other == reason) return row.code;
    }
  }
  return absl::StatusCode::kInvalidArgument;
}

TEST(ErrorReasonTest, EachHasItsCodeAndName) {
  const auto& type = *v1::ErrorReason_descriptor();
  for (int i = 0; i < type.value_count(); ++i) {
    const auto reason = static_cast<v1::ErrorReason>(type.value(i)->number());
    SCOPED_TRACE(type.value(i)->name());
    EXPECT_EQ(CodeOf(reason), ExpectedCode(reason));
    EXPECT_EQ(absl::StrCat("ERROR_REASON_", ReasonName(reason)), type.value(i)->name());
  }
}

}  // namespace
}  // namespace berth
