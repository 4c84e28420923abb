// PlacementService over a real connection.
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "berth/v1/placement_service.grpc.pb.h"
#include "core/wire/wire.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "tests/server/loopback.h"
#include "tests/server/plan_requests.h"

namespace berth {
namespace {

TEST(PlacementLoopbackTest, Answers) {
  const LoopbackServer server;
  const auto stub = v1::PlacementService::NewStub(server.Connect());
  {
    grpc::ClientContext context;
    v1::PlanPlacementResponse response;
    const grpc::Status status = stub->PlanPlacement(&context, FeasibleRequest(), &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response.outcome(), v1::OUTCOME_FEASIBLE);
    EXPECT_EQ(response.hardware().sku(), "gpu-l40s");
  }
  {
    grpc::ClientContext context;
    v1::ResolveHardwareRequest request;
    request.set_sku("gpu-l40s");
    v1::ResolveHardwareResponse response;
    ASSERT_TRUE(stub->ResolveHardware(&context, request, &response).ok());
    EXPECT_EQ(response.hardware().sku(), "gpu-l40s");
  }
  {
    grpc::ClientContext context;
    v1::ListHardwareResponse response;
    ASSERT_TRUE(stub->ListHardware(&context, {}, &response).ok());
    EXPECT_GT(response.hardware_size(), 10);
  }
  {
    grpc::ClientContext context;
    v1::GetCatalogInfoResponse response;
    ASSERT_TRUE(stub->GetCatalogInfo(&context, {}, &response).ok());
    EXPECT_EQ(response.catalog_revision().rfind("sha256:", 0), 0u);
    EXPECT_FALSE(response.build_version().empty());
  }
}

TEST(PlacementLoopbackTest, AnswersBatchesInOrderAndEachEntryByItself) {
  const LoopbackServer server;
  const auto stub = v1::PlacementService::NewStub(server.Connect());
  v1::BatchPlanPlacementRequest request;
  for (const char* id : {"good", "bad", "last"}) {
    v1::BatchPlanPlacementEntry& entry = *request.add_entries();
    entry.set_id(id);
    *entry.mutable_request() = FeasibleRequest();
  }
  request.mutable_entries(1)->mutable_request()->clear_replicate();
  grpc::ClientContext context;
  v1::BatchPlanPlacementResponse response;
  ASSERT_TRUE(stub->BatchPlanPlacement(&context, request, &response).ok());
  ASSERT_EQ(response.results_size(), 3);
  EXPECT_EQ(response.results(0).id(), "good");
  EXPECT_EQ(response.results(0).plan().outcome(), v1::OUTCOME_FEASIBLE);
  EXPECT_EQ(response.results(1).id(), "bad");
  EXPECT_EQ(response.results(1).status_code(), grpc::INVALID_ARGUMENT);
  EXPECT_FALSE(response.results(1).has_plan());
  EXPECT_EQ(response.results(2).plan().fingerprint(), response.results(0).plan().fingerprint());
}

TEST(PlacementLoopbackTest, StreamsOneAnswerForEachEntry) {
  const LoopbackServer server;
  const auto stub = v1::PlacementService::NewStub(server.Connect());
  v1::StreamPlanPlacementRequest request;
  for (int i = 0; i < 200; ++i) {
    v1::BatchPlanPlacementEntry& entry = *request.add_entries();
    entry.set_id(std::to_string(i));
    *entry.mutable_request() = FeasibleRequest();
  }
  grpc::ClientContext context;
  const auto reader = stub->StreamPlanPlacement(&context, request);
  v1::StreamPlanPlacementResponse response;
  int answers = 0;
  while (reader->Read(&response)) EXPECT_EQ(response.result().id(), std::to_string(answers++));
  EXPECT_EQ(answers, 200);
  EXPECT_TRUE(reader->Finish().ok());

  grpc::ClientContext other_context;
  request.set_expected_catalog_revision("sha256:0");
  const auto refused = stub->StreamPlanPlacement(&other_context, request);
  EXPECT_FALSE(refused->Read(&response));
  EXPECT_EQ(refused->Finish().error_code(), grpc::FAILED_PRECONDITION);
}

TEST(PlacementLoopbackTest, RefusesUnheardMethods) {
  const LoopbackServer server;
  const RawAnswer answer = CallRaw(server.Connect(), "berth.v1.PlacementService/Unheard", "");
  EXPECT_EQ(answer.status.error_code(), grpc::UNIMPLEMENTED);
}

TEST(PlacementLoopbackTest, AnswersTheSameBytesOnEveryThread) {
  ServerConfig config;
  config.target_queue_delay = absl::Seconds(10);  // A slow machine is to refuse none.
  const LoopbackServer server(config);
  v1::PlanPlacementRequest request = FeasibleRequest();
  request.set_explain(true);
  const std::string bytes = request.SerializeAsString();
  std::vector<std::set<std::string>> answers(8);
  std::vector<std::thread> threads;
  for (auto& seen : answers) {
    threads.emplace_back([&server, &bytes, &seen] {
      const auto channel = server.Connect();
      for (int i = 0; i < 50; ++i) {
        const RawAnswer answer = CallRaw(channel, kPlanMethod, bytes);
        ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
        seen.insert(answer.bytes);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> all;
  for (const auto& seen : answers) all.insert(seen.begin(), seen.end());
  ASSERT_EQ(all.size(), 1u);

  // What makes it a test: maps, whose order is random unless they are sorted.
  v1::PlanPlacementResponse response;
  ASSERT_TRUE(response.ParseFromString(*all.begin()));
  EXPECT_GE(response.kubernetes().deployment().metadata().labels_size(), 5);
  EXPECT_EQ(Encode(response), *all.begin());
}

TEST(PlacementLoopbackTest, AnswersCallsThatOutnumberThePostedOnes) {
  ServerConfig config;
  config.completion_queues = 2;
  config.target_queue_delay = absl::Seconds(10);  // None is refused because there are many.
  const LoopbackServer server(config);
  const std::string bytes = FeasibleRequest().SerializeAsString();
  std::vector<std::thread> threads;
  for (int i = 0; i < 300; ++i) {
    threads.emplace_back([&server, &bytes, channel = server.Connect()] {
      EXPECT_TRUE(CallRaw(channel, kPlanMethod, bytes).status.ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace berth
