#include "server/status/status_mapping.h"

#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/errors/error_report.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "spdlog/sinks/ostream_sink.h"
#include "spdlog/spdlog.h"

namespace berth {
namespace {

constexpr char kMethod[] = "berth.v1.PlacementService/PlanPlacement";

google::rpc::Status DetailsOf(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

template <class Detail>
std::optional<Detail> Find(const google::rpc::Status& status) {
  for (const auto& any : status.details()) {
    Detail detail;
    if (any.UnpackTo(&detail)) return detail;
  }
  return std::nullopt;
}

TEST(StatusMappingTest, MapsEveryReason) {
  const auto* reasons = v1::ErrorReason_descriptor();
  for (int i = 0; i < reasons->value_count(); ++i) {
    const auto reason = static_cast<v1::ErrorReason>(reasons->value(i)->number());
    if (reason == v1::ERROR_REASON_UNSPECIFIED || reason == v1::ERROR_REASON_INTERNAL) continue;
    SCOPED_TRACE(reasons->value(i)->name());
    const grpc::Status status = ToGrpcStatus(ErrorStatus(reason, "replicate.kind", "is `wrong`"), kMethod);
    const google::rpc::Status details = DetailsOf(status);

    EXPECT_EQ(static_cast<int>(status.error_code()), static_cast<int>(CodeOf(reason)));
    EXPECT_EQ(status.error_message(), "replicate.kind: is `wrong`");
    EXPECT_EQ(details.code(), static_cast<int>(status.error_code()));
    EXPECT_EQ(details.message(), status.error_message());
    const auto info = Find<google::rpc::ErrorInfo>(details);
    ASSERT_TRUE(info.has_value());
    EXPECT_EQ(info->reason(), std::string(ReasonName(reason)));
    EXPECT_EQ(info->domain(), "berth.dev");
    EXPECT_EQ(info->metadata().at("violations"), "1");
    EXPECT_EQ(info->metadata().at("violations_shown"), "1");
    const auto report = Find<v1::ErrorReport>(details);
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(report->violations(0).reason(), reason);

    const bool retryable = status.error_code() == grpc::UNAVAILABLE || status.error_code() == grpc::RESOURCE_EXHAUSTED;
    EXPECT_EQ(Find<google::rpc::BadRequest>(details).has_value(), status.error_code() == grpc::INVALID_ARGUMENT);
    EXPECT_EQ(Find<google::rpc::PreconditionFailure>(details).has_value(),
              status.error_code() == grpc::FAILED_PRECONDITION);
    EXPECT_EQ(Find<google::rpc::RetryInfo>(details).has_value(), retryable);
  }
}

TEST(StatusMappingTest, ListsEveryViolation) {
  Violations violations;
  violations.Add(v1::ERROR_REASON_VERSION_NOT_TRAINABLE, "replicate.version", "cannot be trained");
  violations.Add(v1::ERROR_REASON_UNKNOWN_SKU, "replicate.hardware", "no `gpu-l40z`", {"gpu-l40s"});
  violations.Add(v1::ERROR_REASON_VALUE_OUT_OF_RANGE, "max_candidates", "is `0`");
  const grpc::Status status = ToGrpcStatus(violations.ToStatus(), kMethod);
  const google::rpc::Status details = DetailsOf(status);

  EXPECT_EQ(status.error_code(), grpc::INVALID_ARGUMENT);
  // The first violation that has the status's code, not the first of all.
  EXPECT_EQ(Find<google::rpc::ErrorInfo>(details)->reason(), "UNKNOWN_SKU");
  EXPECT_EQ(Find<google::rpc::ErrorInfo>(details)->metadata().at("violations"), "3");
  const auto bad_request = *Find<google::rpc::BadRequest>(details);
  ASSERT_EQ(bad_request.field_violations_size(), 3);
  EXPECT_EQ(bad_request.field_violations(1).field(), "replicate.hardware");
  EXPECT_EQ(bad_request.field_violations(1).description(), "no `gpu-l40z`");
  const auto report = *Find<v1::ErrorReport>(details);
  ASSERT_EQ(report.violations_size(), 3);
  EXPECT_EQ(report.violations(1).nearest(0), "gpu-l40s");
}

TEST(StatusMappingTest, NamesPreconditions) {
  const grpc::Status status =
      ToGrpcStatus(ErrorStatus(v1::ERROR_REASON_VERSION_NOT_TRAINABLE, "replicate.version", "cannot be"), kMethod);
  const auto failure = Find<google::rpc::PreconditionFailure>(DetailsOf(status));
  ASSERT_TRUE(failure.has_value());
  EXPECT_EQ(failure->violations(0).type(), "VERSION_NOT_TRAINABLE");
  EXPECT_EQ(failure->violations(0).subject(), "replicate.version");
  EXPECT_EQ(failure->violations(0).description(), "cannot be");
}

TEST(StatusMappingTest, StaysWithinTrailers) {
  struct Case {
    const char* name;
    int violations;
    size_t text_bytes;
    const char* character;
  };
  const std::vector<Case> cases = {
      {"one long", 1, 100'000, "x"},
      {"many short", 5'000, 20, "x"},
      {"many long", 500, 1'000, "x"},
      {"one long, three-byte characters", 1, 100'000, "\xE2\x82\xAC"},
      {"one long, four-byte characters", 1, 100'000, "\xF0\x9F\x9A\xA2"},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    std::string text;
    while (text.size() < test.text_bytes) text += test.character;
    Violations violations;
    for (int i = 0; i < test.violations; ++i) {
      violations.Add(v1::ERROR_REASON_UNKNOWN_SKU, text, text, {text, text, text, text, text});
    }
    const grpc::Status status = ToGrpcStatus(violations.ToStatus(), kMethod);
    EXPECT_LE(status.error_details().size(), kMaxDetailBytes);
    EXPECT_LE(status.error_message().size(), kMaxMessageBytes);
    const google::rpc::Status details = DetailsOf(status);  // Fails where a character was cut in two.
    const auto info = *Find<google::rpc::ErrorInfo>(details);
    const auto report = *Find<v1::ErrorReport>(details);
    EXPECT_EQ(info.metadata().at("violations"), absl::StrCat(test.violations));
    EXPECT_EQ(info.metadata().at("violations_shown"), absl::StrCat(report.violations_size()));
    EXPECT_GE(report.violations_size(), 1);
    EXPECT_EQ(Find<google::rpc::BadRequest>(details)->field_violations_size(), report.violations_size());
  }
}

TEST(StatusMappingTest, GivesTheSameBytesEveryTime) {
  const absl::Status status = ErrorStatus(v1::ERROR_REASON_UNKNOWN_SKU, "hardware", "no `gpu-l40z`");
  const std::string bytes = ToGrpcStatus(status, kMethod).error_details();
  // Maps are shuffled by where they lie in memory, so the metadata of the ErrorInfo would differ soon.
  std::vector<std::unique_ptr<char[]>> elsewhere;
  for (int i = 1; i < 200; ++i) {
    elsewhere.push_back(std::make_unique<char[]>(i));
    EXPECT_EQ(ToGrpcStatus(status, kMethod).error_details(), bytes);
  }
}

class CapturedLog {
 public:
  CapturedLog() : before_(spdlog::default_logger()) {
    spdlog::set_default_logger(
        std::make_shared<spdlog::logger>("captured", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_)));
  }
  ~CapturedLog() { spdlog::set_default_logger(before_); }
  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::shared_ptr<spdlog::logger> before_;
};

TEST(StatusMappingTest, KeepsOurFaultsToTheLog) {
  const std::vector<absl::Status> faults = {
      absl::InternalError("secret\ncause"),
      absl::NotFoundError("secret\ncause"),  // No report: no handler meant to say this.
      ErrorStatus(v1::ERROR_REASON_INTERNAL, "", "secret\ncause"),
  };
  for (const absl::Status& fault : faults) {
    SCOPED_TRACE(fault.ToString());
    const CapturedLog log;
    const grpc::Status status = ToGrpcStatus(fault, kMethod);
    EXPECT_EQ(status.error_code(), grpc::INTERNAL);
    EXPECT_FALSE(absl::StrContains(status.error_message(), "secret"));
    EXPECT_FALSE(absl::StrContains(status.error_details(), "secret"));
    const auto info = *Find<google::rpc::ErrorInfo>(DetailsOf(status));
    EXPECT_EQ(info.reason(), "INTERNAL");
    const std::string& request_id = info.metadata().at("request_id");
    EXPECT_TRUE(absl::StrContains(status.error_message(), request_id));
    EXPECT_TRUE(absl::StrContains(log.text(), request_id));
    EXPECT_TRUE(absl::StrContains(log.text(), "secret\\ncause")) << log.text();
    EXPECT_TRUE(absl::StrContains(log.text(), kMethod));
  }
}

TEST(StatusMappingTest, GivesEveryFaultItsOwnId) {
  const CapturedLog log;
  const std::string first = ToGrpcStatus(absl::InternalError("x"), kMethod).error_message();
  EXPECT_NE(first, ToGrpcStatus(absl::InternalError("x"), kMethod).error_message());
}

}  // namespace
}  // namespace berth
