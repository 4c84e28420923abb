#include "server/health/health_handlers.h"

#include <string>
#include <vector>

#include "core/errors/error_report.h"
#include "gtest/gtest.h"

namespace berth {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

constexpr char kService[] = "berth.v1.PlacementService";

std::string RequestFor(const std::string& service) {
  HealthCheckRequest request;
  request.set_service(service);
  return request.SerializeAsString();
}

HealthCheckResponse::ServingStatus Written(const StreamStep& step) {
  EXPECT_EQ(step.kind, StreamStep::Kind::kWrite);
  if (step.kind != StreamStep::Kind::kWrite) return HealthCheckResponse::UNKNOWN;
  return static_cast<const HealthCheckResponse&>(*step.message).status();
}

absl::StatusOr<const google::protobuf::Message*> Check(const HealthState& state, absl::string_view request,
                                                       google::protobuf::Arena& arena) {
  Call call{.request = request, .arena = arena};
  return CheckHealth(state, call);
}

TEST(CheckHealthTest, AnswersForKnownServices) {
  HealthState state({kService});
  google::protobuf::Arena arena;
  const std::vector<std::string> services = {"", kService};
  for (const std::string& service : services) {
    SCOPED_TRACE(service);
    state.Set(HealthCheckResponse::NOT_SERVING);
    auto answer = Check(state, RequestFor(service), arena);
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(static_cast<const HealthCheckResponse&>(**answer).status(), HealthCheckResponse::NOT_SERVING);
    state.Set(HealthCheckResponse::SERVING);
    answer = Check(state, RequestFor(service), arena);
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(static_cast<const HealthCheckResponse&>(**answer).status(), HealthCheckResponse::SERVING);
  }
}

TEST(CheckHealthTest, RefusesOthers) {
  const HealthState state({kService});
  google::protobuf::Arena arena;
  EXPECT_EQ(Check(state, RequestFor("other"), arena).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Check(state, "\x0A\x7F", arena).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(HealthWatchTest, TellsChangesOnce) {
  HealthState state({kService});
  HealthWatch watch(state);
  watch.OnMessage(RequestFor(kService));
  EXPECT_EQ(Written(watch.Next()), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(watch.Next().kind, StreamStep::Kind::kWait);
  state.Set(HealthCheckResponse::SERVING);
  EXPECT_EQ(Written(watch.Next()), HealthCheckResponse::SERVING);
  EXPECT_EQ(watch.Next().kind, StreamStep::Kind::kWait);
}

TEST(HealthWatchTest, WaitsForUnknownServices) {
  HealthState state({kService});
  HealthWatch watch(state);
  watch.OnMessage(RequestFor("other"));
  EXPECT_EQ(Written(watch.Next()), HealthCheckResponse::SERVICE_UNKNOWN);
  state.Set(HealthCheckResponse::SERVING);
  EXPECT_EQ(watch.Next().kind, StreamStep::Kind::kWait);
}

TEST(HealthWatchTest, RefusesBytesThatAreNoRequest) {
  const HealthState state({});
  std::string unknown_fields;
  while (unknown_fields.size() < 1'000'000) unknown_fields += "\xF8\x7F\x01";
  for (const std::string& bytes : {std::string("\x0A\x02\xFF\xFE"), unknown_fields}) {
    HealthWatch watch(state);
    watch.OnMessage(bytes);
    const StreamStep step = watch.Next();
    ASSERT_EQ(step.kind, StreamStep::Kind::kFinish);
    EXPECT_EQ(ErrorReportOf(step.status)->violations(0).reason(), v1::ERROR_REASON_MALFORMED_MESSAGE);
  }
}

}  // namespace
}  // namespace berth
