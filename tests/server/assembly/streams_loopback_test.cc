// Health and reflection over a real connection, and what becomes of streams.
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "grpc/health/v1/health.grpc.pb.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "grpc/reflection/v1alpha/reflection.grpc.pb.h"
#include "gtest/gtest.h"
#include "server/assembly/methods.h"
#include "tests/server/loopback.h"

namespace berth {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

// A Watch that is under way.
class Watch {
 public:
  Watch(const std::shared_ptr<grpc::Channel>& channel, const std::string& service) : stub_(Health::NewStub(channel)) {
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    HealthCheckRequest request;
    request.set_service(service);
    reader_ = stub_->Watch(&context_, request);
  }
  // UNKNOWN once the stream has ended.
  HealthCheckResponse::ServingStatus Read() {
    HealthCheckResponse response;
    return reader_->Read(&response) ? response.status() : HealthCheckResponse::UNKNOWN;
  }
  grpc::Status Finish() { return reader_->Finish(); }
  void Cancel() { context_.TryCancel(); }

 private:
  std::unique_ptr<Health::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<HealthCheckResponse>> reader_;
};

TEST(HealthLoopbackTest, Checks) {
  const LoopbackServer server;
  const auto stub = Health::NewStub(server.Connect());
  struct Case {
    const char* service;
    grpc::StatusCode code;
  };
  for (const Case& test : {Case{"", grpc::OK}, Case{kPlacementService, grpc::OK}, Case{"other", grpc::NOT_FOUND}}) {
    SCOPED_TRACE(test.service);
    grpc::ClientContext context;
    HealthCheckRequest request;
    request.set_service(test.service);
    HealthCheckResponse response;
    EXPECT_EQ(stub->Check(&context, request, &response).error_code(), test.code);
    EXPECT_EQ(response.status(), test.code == grpc::OK ? HealthCheckResponse::SERVING : HealthCheckResponse::UNKNOWN);
  }
}

TEST(HealthLoopbackTest, WatchersLearnOfTheEnd) {
  LoopbackServer server;
  Watch known(server.Connect(), kPlacementService);
  Watch unknown(server.Connect(), "other");
  EXPECT_EQ(known.Read(), HealthCheckResponse::SERVING);
  EXPECT_EQ(unknown.Read(), HealthCheckResponse::SERVICE_UNKNOWN);

  const auto begin = std::chrono::steady_clock::now();
  server.Stop(absl::Seconds(15));
  EXPECT_EQ(known.Read(), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(known.Read(), HealthCheckResponse::UNKNOWN);
  const grpc::Status end = known.Finish();
  EXPECT_EQ(end.error_code(), grpc::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(end), "DRAINING");
  EXPECT_EQ(unknown.Read(), HealthCheckResponse::UNKNOWN);
  EXPECT_EQ(unknown.Finish().error_code(), grpc::UNAVAILABLE);
  // Idle streams do not hold up the stop.
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(HealthLoopbackTest, OutlivesFloodsOfCancelledStreams) {
  ServerConfig config;
  config.max_concurrent_streams = 10'000;
  config.max_abandoned_calls_per_second = 0;
  const LoopbackServer server(config);
  for (int round = 0; round < 5; ++round) {
    const auto channel = server.Connect();
    std::vector<std::unique_ptr<Watch>> watches;
    for (int i = 0; i < 400; ++i) watches.push_back(std::make_unique<Watch>(channel, kPlacementService));
    for (const auto& watch : watches) watch->Cancel();
    for (const auto& watch : watches) EXPECT_EQ(watch->Finish().error_code(), grpc::CANCELLED);
  }
  Watch healthy(server.Connect(), kPlacementService);
  EXPECT_EQ(healthy.Read(), HealthCheckResponse::SERVING);
  healthy.Cancel();
  EXPECT_EQ(healthy.Finish().error_code(), grpc::CANCELLED);
}

TEST(HealthLoopbackTest, BoundsOpenStreams) {
  ServerConfig config;
  config.completion_queues = 1;
  config.max_concurrent_streams = 10'000;
  const LoopbackServer server(config);
  const auto channel = server.Connect();
  const int limit = TransportOptions().max_streams_per_method;
  std::vector<std::unique_ptr<Watch>> open;
  for (int i = 0; i < limit; ++i) {
    open.push_back(std::make_unique<Watch>(channel, kPlacementService));
    ASSERT_EQ(open.back()->Read(), HealthCheckResponse::SERVING) << i;
  }
  for (int i = 0; i < 100; ++i) {
    Watch refused(channel, kPlacementService);
    const grpc::Status status = refused.Finish();
    ASSERT_EQ(status.error_code(), grpc::RESOURCE_EXHAUSTED) << i;
    EXPECT_EQ(ReasonOf(status), "OVERLOADED");
  }
  // Room again, once one has gone.
  open.front()->Cancel();
  open.front()->Finish();
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  bool accepted = false;
  while (!accepted && std::chrono::steady_clock::now() < deadline) {
    Watch again(channel, kPlacementService);
    accepted = again.Read() == HealthCheckResponse::SERVING;
    again.Cancel();
    again.Finish();
  }
  EXPECT_TRUE(accepted);
}

// Both versions have the same shape in different namespaces.
template <class Service, class Request, class Response>
void ExpectReflection(const std::shared_ptr<grpc::Channel>& channel) {
  const auto stub = Service::NewStub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  const auto stream = stub->ServerReflectionInfo(&context);
  Request request;
  Response response;

  request.set_list_services("");
  ASSERT_TRUE(stream->Write(request));
  ASSERT_TRUE(stream->Read(&response));
  std::vector<std::string> services;
  for (const auto& service : response.list_services_response().service()) services.push_back(service.name());
  EXPECT_EQ(services,
            (std::vector<std::string>{kPlacementService, "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
                                      "grpc.reflection.v1alpha.ServerReflection"}));
  services.push_back("berth.v1.Catalog");
  services.push_back("google.rpc.ErrorInfo");
  for (const std::string& symbol : services) {
    SCOPED_TRACE(symbol);
    request.set_file_containing_symbol(symbol);
    ASSERT_TRUE(stream->Write(request));
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_GT(response.file_descriptor_response().file_descriptor_proto_size(), 0);
  }
  request.set_file_by_filename("none.proto");
  ASSERT_TRUE(stream->Write(request));
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.error_response().error_code(), static_cast<int>(grpc::NOT_FOUND));
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST(ReflectionLoopbackTest, AnswersBothVersions) {
  namespace v1 = grpc::reflection::v1;
  namespace v1alpha = grpc::reflection::v1alpha;
  const LoopbackServer server;
  ExpectReflection<v1::ServerReflection, v1::ServerReflectionRequest, v1::ServerReflectionResponse>(server.Connect());
  ExpectReflection<v1alpha::ServerReflection, v1alpha::ServerReflectionRequest, v1alpha::ServerReflectionResponse>(
      server.Connect());
}

TEST(ReflectionLoopbackTest, NeedsAMessage) {
  const LoopbackServer server;
  const auto stub = grpc::reflection::v1::ServerReflection::NewStub(server.Connect());
  grpc::ClientContext context;
  const auto stream = stub->ServerReflectionInfo(&context);
  stream->WritesDone();
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::INVALID_ARGUMENT) << status.error_message();
  EXPECT_EQ(ReasonOf(status), "MALFORMED_MESSAGE");
}

TEST(ReflectionLoopbackTest, CanBeTurnedOff) {
  ServerConfig config;
  config.reflection = false;
  const LoopbackServer server(config);
  const auto stub = grpc::reflection::v1::ServerReflection::NewStub(server.Connect());
  grpc::ClientContext context;
  const auto stream = stub->ServerReflectionInfo(&context);
  stream->WritesDone();
  EXPECT_EQ(stream->Finish().error_code(), grpc::UNIMPLEMENTED);
}

TEST(ReflectionLoopbackTest, ManyRequestsThatNobodyReadsWait) {
  const LoopbackServer server;
  const auto stub = grpc::reflection::v1::ServerReflection::NewStub(server.Connect());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  const auto stream = stub->ServerReflectionInfo(&context);
  std::thread writer([&stream] {
    grpc::reflection::v1::ServerReflectionRequest request;
    request.set_file_containing_symbol(kPlacementService);
    for (int i = 0; i < 500; ++i) ASSERT_TRUE(stream->Write(request));
    stream->WritesDone();
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  int answers = 0;
  grpc::reflection::v1::ServerReflectionResponse response;
  while (stream->Read(&response)) ++answers;
  writer.join();
  EXPECT_EQ(answers, 500);
  EXPECT_TRUE(stream->Finish().ok());
}

}  // namespace
}  // namespace berth
