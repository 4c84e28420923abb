// The binary as an operator meets it: flags, exit statuses, log lines, signals.
#include "tests/server/process/server_process.h"

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "core/catalog/catalog_loader.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/server/loopback.h"
#include "tests/server/plan_requests.h"

namespace berth {
namespace {

constexpr char kPlan[] = "berth.v1.PlacementService/PlanPlacement";
constexpr char kAnyPort[] = "--address=127.0.0.1:0";

class TemporaryFile {
 public:
  TemporaryFile(const std::string& name, const std::string& text)
      : path_(absl::StrCat(testing::TempDir(), "/", getpid(), ".", name)) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~TemporaryFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(ServerProcessTest, StopsCleanly) {
  for (const int signal : {SIGTERM, SIGINT}) {
    SCOPED_TRACE(signal);
    ServerProcess server({kAnyPort});
    const int port = server.WaitForPort();
    ASSERT_NE(port, 0) << server.Output();
    EXPECT_TRUE(CallRaw(ConnectTo(port), kPlan, FeasibleRequest().SerializeAsString()).status.ok());
    server.Signal(signal);
    EXPECT_EQ(server.WaitForExit(), 0) << server.Output();
    for (const std::string& line : {absl::StrCat("listening on 127.0.0.1:", port, "\n"), std::string("stopped")}) {
      EXPECT_TRUE(absl::StrContains(server.Output(), line)) << server.Output();
    }
  }
}

TEST(ServerProcessTest, StopsWhileClientsAreConnected) {
  ServerProcess server({kAnyPort});
  const auto channel = ConnectTo(server.WaitForPort());
  ASSERT_TRUE(CallRaw(channel, kPlan, FeasibleRequest().SerializeAsString()).status.ok());
  server.Signal(SIGTERM);
  EXPECT_EQ(server.WaitForExit(), 0) << server.Output();
}

TEST(ServerProcessTest, SecondServerOnThePortFails) {
  ServerProcess first({kAnyPort});
  const int port = first.WaitForPort();
  ASSERT_NE(port, 0) << first.Output();
  ServerProcess second({absl::StrCat("--address=127.0.0.1:", port)});
  EXPECT_EQ(second.WaitForExit(), 1);
  EXPECT_TRUE(
      absl::StrContains(second.Output(), absl::StrCat("cannot listen on 127.0.0.1:", port, ": address already in use")))
      << second.Output();
  EXPECT_TRUE(CallRaw(ConnectTo(port), kPlan, FeasibleRequest().SerializeAsString()).status.ok());
}

TEST(ServerProcessTest, RefusesToStart) {
  const TemporaryFile syntax("syntax", "skus {\n  name: \n}\n");
  const TemporaryFile faults("faults", "skus { name: 'gpu-x' compute_unit: 'none' compute_units_per_instance: 99 }");
  struct Case {
    const char* name;
    std::vector<std::string> arguments;
    int exit_status;
    std::vector<std::string> messages;
  };
  const std::vector<Case> cases = {
      {"unknown flag", {"--adress=127.0.0.1:1"}, 2, {"`--adress` is not a known setting; nearest: `--address`"}},
      {"unparsable flag", {"--completion_queues=many"}, 2, {"--completion_queues is `many`"}},
      {"flags out of range",
       {"--completion_queues=0", "--log_level=loud"},
       2,
       {"completion_queues is `0`", "log_level is `loud`"}},
      {"positional argument", {"serve"}, 2, {"`serve` is not a flag"}},
      {"host name", {"--address=localhost:0"}, 2, {"--address is `localhost:0`, but must be an IP address"}},
      {"foreign address",
       {"--address=192.0.2.1:50051", "--allow_plaintext"},
       1,
       {"cannot listen on 192.0.2.1:50051: cannot assign"}},
      {"missing catalog", {kAnyPort, "--catalog=/nonexistent"}, 1, {"cannot read `/nonexistent`"}},
      {"endless catalog", {kAnyPort, "--catalog=/dev/zero"}, 1, {"`/dev/zero` is larger than 64 MiB"}},
      {"catalog with a syntax error", {kAnyPort, "--catalog=" + syntax.path()}, 1, {syntax.path(), "1 fault"}},
      {"catalog with faults", {kAnyPort, "--catalog=" + faults.path()}, 1, {"skus[gpu-x]", "`none`", "99"}},
      {"unwritable port file", {kAnyPort, "--port_file=/nonexistent/port"}, 1, {"cannot write `/nonexistent/port`"}},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    ServerProcess server(test.arguments);
    EXPECT_EQ(server.WaitForExit(), test.exit_status);
    for (const std::string& message : test.messages) {
      EXPECT_TRUE(absl::StrContains(server.Output(), message)) << message << " is not in\n" << server.Output();
    }
  }
}

TEST(ServerProcessTest, TellsItsVersionAndFlags) {
  ServerProcess version({"--version"});
  EXPECT_EQ(version.WaitForExit(), 0);
  EXPECT_TRUE(absl::StrContains(version.Output(), "berth-server 0.")) << version.Output();
  ServerProcess help({"--help"});
  EXPECT_EQ(help.WaitForExit(), 0);
  EXPECT_TRUE(absl::StrContains(help.Output(), "--completion_queues")) << help.Output();
}

TEST(ServerProcessTest, UsesTheCatalogFile) {
  const TemporaryFile copy("copy", std::string(DefaultCatalogText()));
  ServerProcess server({kAnyPort, "--catalog=" + copy.path()});
  const int port = server.WaitForPort();
  ASSERT_NE(port, 0) << server.Output();
  EXPECT_TRUE(CallRaw(ConnectTo(port), kPlan, FeasibleRequest().SerializeAsString()).status.ok());
}

TEST(ServerProcessTest, ServesChannelzOnRequest) {
  for (const bool enabled : {false, true}) {
    SCOPED_TRACE(enabled);
    ServerProcess server({kAnyPort, enabled ? "--channelz" : "--nochannelz"});
    const int port = server.WaitForPort();
    ASSERT_NE(port, 0) << server.Output();
    const auto status = CallRaw(ConnectTo(port), "grpc.channelz.v1.Channelz/GetServers", "").status;
    EXPECT_EQ(status.error_code(), enabled ? grpc::OK : grpc::UNIMPLEMENTED) << status.error_message();
    server.Signal(SIGTERM);
    EXPECT_EQ(server.WaitForExit(), 0) << server.Output();
  }
}

// In the binary, because it depends on what the linker put into it.
TEST(ServerProcessTest, ReflectsEveryServiceThatItLists) {
  ServerProcess server({kAnyPort, "--channelz"});
  const auto stub = grpc::reflection::v1::ServerReflection::NewStub(ConnectTo(server.WaitForPort()));
  grpc::ClientContext context;
  const auto stream = stub->ServerReflectionInfo(&context);
  grpc::reflection::v1::ServerReflectionRequest request;
  grpc::reflection::v1::ServerReflectionResponse services;
  request.set_list_services("");
  ASSERT_TRUE(stream->Write(request) && stream->Read(&services));
  EXPECT_EQ(services.list_services_response().service_size(), 5);
  for (const auto& service : services.list_services_response().service()) {
    SCOPED_TRACE(service.name());
    request.set_file_containing_symbol(service.name());
    grpc::reflection::v1::ServerReflectionResponse files;
    ASSERT_TRUE(stream->Write(request) && stream->Read(&files));
    EXPECT_GT(files.file_descriptor_response().file_descriptor_proto_size(), 0) << files.ShortDebugString();
  }
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

// The lines of the whole log of a server that was sent `requests`, all of which it refuses.
std::vector<std::string> LogAfter(const std::vector<std::string>& requests) {
  ServerProcess server({kAnyPort, "--log_calls=off", "--drain_delay=0"});
  const int port = server.WaitForPort();
  EXPECT_NE(port, 0) << server.Output();
  for (const std::string& request : requests) {
    EXPECT_EQ(CallRaw(ConnectTo(port), kPlan, request).status.error_code(), grpc::INVALID_ARGUMENT);
  }
  server.Signal(SIGTERM);
  EXPECT_EQ(server.WaitForExit(), 0) << server.Output();
  return absl::StrSplit(server.Output(), '\n', absl::SkipEmpty());
}

TEST(ServerProcessTest, KeepsMalformedInputOutOfTheLog) {
  std::string not_utf8 = FeasibleRequest().SerializeAsString();
  not_utf8.replace(not_utf8.find("photo-restore-14"), 2, "\xFF\xFE");
  const std::vector<std::string> lines = LogAfter({"\x0A\x02\xFF\xFE", not_utf8});
  EXPECT_EQ(lines.size(), LogAfter({}).size()) << absl::StrJoin(lines, "\n");
}

TEST(ServerProcessTest, AnswersTheSameBytesInEveryProcess) {
  v1::PlanPlacementRequest request = FeasibleRequest();
  request.set_explain(true);
  std::vector<std::string> answers;
  for (int i = 0; i < 3; ++i) {
    ServerProcess server({kAnyPort});
    const int port = server.WaitForPort();
    ASSERT_NE(port, 0) << server.Output();
    const RawAnswer answer = CallRaw(ConnectTo(port), kPlan, request.SerializeAsString());
    ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
    answers.push_back(answer.bytes);
  }
  EXPECT_EQ(answers[0], answers[1]);
  EXPECT_EQ(answers[0], answers[2]);
}

}  // namespace
}  // namespace berth
