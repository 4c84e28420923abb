// Calls byte by byte, as no gRPC library sends them.
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/config/allowed_callers.h"
#include "tests/server/loopback.h"
#include "tests/server/plan_requests.h"
#include "tests/server/raw_http2.h"

namespace berth {
namespace {

constexpr char kOk[] = "0";
constexpr char kInvalidArgument[] = "3";
constexpr char kInternal[] = "13";

TEST(RawCallsLoopbackTest, RefusesWhatIsNoMessageOnEveryMethod) {
  const struct {
    const char* name;
    std::string body;
    const char* encoding = nullptr;
  } cases[] = {
      {"JSON", R"({"entries":[{"id":"1"}]})"},
      {"flag byte 2", Framed("", 2)},
      {"flag byte 255", Framed("", static_cast<char>(255))},
      {"no message", ""},
      {"a cut message", Framed("\x0a\x08gpu-h100").substr(0, 9)},
      {"a cut prefix", std::string(3, '\0')},
      {"compressed, without an encoding", Framed("", 1)},
      {"compressed, with no encoding", Framed("", 1), "identity"},
      {"compressed, with an unknown encoding", Framed("", 1), "zip"},
  };
  LoopbackServer server;
  const int port = server.server().address().port;
  for (const std::string& method : MethodsForCallers(/*reflection=*/true)) {
    // What gRPC hands on it answers itself, except where we read the stream.
    const bool reads_stream = absl::StrContains(method, "ServerReflection");
    for (const auto& c : cases) {
      for (const bool slow : {false, true}) {
        SCOPED_TRACE(absl::StrCat(method, ", ", c.name, slow ? ", slow" : ""));
        RawCall call{.method = method, .body = c.body, .slow = slow};
        if (c.encoding != nullptr) call.headers.emplace_back("grpc-encoding", c.encoding);
        EXPECT_EQ(GrpcStatusOf(port, call), reads_stream ? kInvalidArgument : kInternal);
      }
    }
  }
}

TEST(RawCallsLoopbackTest, AnswersEmptyMessages) {
  LoopbackServer server;
  const int port = server.server().address().port;
  for (const char* method : {"berth.v1.PlacementService/ListHardware", "berth.v1.PlacementService/GetCatalogInfo",
                             "grpc.health.v1.Health/Check", "berth.v1.PlacementService/StreamPlanPlacement",
                             "grpc.reflection.v1.ServerReflection/ServerReflectionInfo"}) {
    for (const bool slow : {false, true}) {
      SCOPED_TRACE(method);
      EXPECT_EQ(GrpcStatusOf(port, {.method = method, .body = Framed(""), .slow = slow}), kOk);
    }
  }
}

TEST(RawCallsLoopbackTest, TakesTheLongestDeadlineForNone) {
  LoopbackServer server;
  const int port = server.server().address().port;
  const std::string body = Framed(FeasibleRequest().SerializeAsString());
  // The last three: of Go's math.MaxInt64, of minutes, and of the protocol.
  for (const char* timeout : {"10S", "1H", "24H", "87600H", "2562047H", "153722867M", "99999999H"}) {
    EXPECT_EQ(GrpcStatusOf(port, {.method = kPlanMethod, .body = body, .headers = {{"grpc-timeout", timeout}}}), kOk)
        << timeout;
  }
}

}  // namespace
}  // namespace berth
