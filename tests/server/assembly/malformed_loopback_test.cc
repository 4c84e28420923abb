// What no well-behaved client sends.
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "berth/v1/error_reason.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "tests/server/loopback.h"
#include "tests/server/plan_requests.h"

namespace berth {
namespace {

std::string Repeat(const std::string& text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

std::string NotUtf8() {
  std::string bytes = FeasibleRequest().SerializeAsString();
  bytes.replace(bytes.find("photo-restore-14"), 2, "\xFF\xFE");
  return bytes;
}

TEST(MalformedLoopbackTest, RefusesMalformedBytes) {
  struct Case {
    const char* name;
    std::string bytes;
    const char* reason;
  };
  const std::vector<Case> cases = {
      {"not utf-8", NotUtf8(), "MALFORMED_MESSAGE"},
      {"truncated", FeasibleRequest().SerializeAsString().substr(0, 40), "MALFORMED_MESSAGE"},
      {"length beyond the end", "\x0A\x7F", "MALFORMED_MESSAGE"},
      {"field number 0", std::string("\x00\x00", 2), "MALFORMED_MESSAGE"},
      {"200 nested groups", Repeat("\x0B", 200) + Repeat("\x0C", 200), "MALFORMED_MESSAGE"},
      {"a hundred thousand open groups", Repeat("\x0B", 100'000), "MALFORMED_MESSAGE"},
      {"a million open groups", Repeat("\x0B", 1'000'000), "TOO_LARGE"},
      {"random text", Repeat("GET / HTTP/1.1\r\n", 10), "MALFORMED_MESSAGE"},
      {"unknown field", "\xF8\x7F\x01", "UNKNOWN_FIELD"},
      {"reserved field", "\xA0\x06\x01", "UNKNOWN_FIELD"},
      {"unknown enum number", std::string("\x28\x63", 2), "UNKNOWN_ENUM_VALUE"},
      {"unknown enum number below", std::string("\x0A\x02\x08\x63", 4), "UNKNOWN_ENUM_VALUE"},
  };
  const LoopbackServer server;
  const auto channel = server.Connect();
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    const RawAnswer answer = CallRaw(channel, kPlanMethod, test.bytes);
    EXPECT_EQ(answer.status.error_code(), grpc::INVALID_ARGUMENT) << answer.status.error_message();
    EXPECT_EQ(ReasonOf(answer.status), test.reason);
  }
  EXPECT_TRUE(CallRaw(channel, kPlanMethod, FeasibleRequest().SerializeAsString()).status.ok());
}

TEST(MalformedLoopbackTest, TellsAllViolationsAtOnce) {
  const LoopbackServer server;
  const RawAnswer answer = CallRaw(server.Connect(), kPlanMethod, InvalidRequest().SerializeAsString());
  EXPECT_EQ(answer.status.error_code(), grpc::INVALID_ARGUMENT);
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(answer.status.error_details()));
  google::rpc::BadRequest bad_request;
  v1::ErrorReport report;
  for (const auto& any : details.details()) {
    any.UnpackTo(&bad_request);
    any.UnpackTo(&report);
  }
  EXPECT_EQ(bad_request.field_violations_size(), 3);
  EXPECT_EQ(report.violations_size(), 3);
}

// More violations than trailers can hold, and messages in letters that take three bytes each on the wire.
TEST(MalformedLoopbackTest, ErrorsFitIntoTrailers) {
  const LoopbackServer server;
  v1::PlanPlacementRequest long_names = FeasibleRequest();
  long_names.mutable_replicate()->mutable_deployment()->mutable_config()->set_hardware(Repeat("\xE2\x82\xAC", 3000));
  const std::vector<std::pair<const char*, std::string>> cases = {
      {"many unknown fields", Repeat("\xF8\x7F\x01", 10'000)},
      {"long name", long_names.SerializeAsString()},
  };
  for (const auto& [name, bytes] : cases) {
    SCOPED_TRACE(name);
    const RawAnswer answer = CallRaw(server.Connect(), kPlanMethod, bytes);
    EXPECT_EQ(answer.status.error_code(), grpc::INVALID_ARGUMENT) << answer.status.error_message();
    EXPECT_FALSE(ReasonOf(answer.status).empty());
  }
}

TEST(MalformedLoopbackTest, BoundsMessages) {
  ServerConfig config;
  config.max_receive_message_bytes = 1 << 20;
  const LoopbackServer server(config);
  const auto channel = server.Connect();
  const RawAnswer large = CallRaw(channel, kPlanMethod, std::string(2 << 20, 'x'));
  EXPECT_EQ(large.status.error_code(), grpc::RESOURCE_EXHAUSTED);
  // Compression would smuggle larger ones past the limit.
  const RawAnswer compressed = CallRaw(channel, kPlanMethod, std::string(2 << 20, 'x'), GRPC_COMPRESS_GZIP);
  EXPECT_EQ(compressed.status.error_code(), grpc::UNIMPLEMENTED);
  EXPECT_TRUE(absl::StrContains(compressed.status.error_message(), "gzip")) << compressed.status.error_message();
  EXPECT_TRUE(CallRaw(channel, kPlanMethod, FeasibleRequest().SerializeAsString()).status.ok());
}

}  // namespace
}  // namespace berth
