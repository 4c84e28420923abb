// The client library against a server on a loopback port.
#include "clients/cpp/placement_client.h"

#include <gtest/gtest.h>

#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cpp/status_details.h"
#include "core/errors/error_report.h"
#include "tests/clients/answering_server.h"

namespace berth {
namespace {

PlacementClient ClientOf(const AnsweringServer& server, absl::Duration timeout = absl::Seconds(30)) {
  PlacementClientOptions options;
  options.address = server.address();
  options.timeout = timeout;
  return PlacementClient(options);
}

TEST(PlacementClient, AsksEveryQuestion) {
  const AnsweringServer server;
  const PlacementClient client = ClientOf(server);
  v1::ResolveHardwareRequest resolve;
  resolve.set_sku("gpu-h100");
  const auto resolved = client.ResolveHardware(resolve);
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_EQ(resolved->hardware().sku(), "gpu-h100");
  EXPECT_EQ(client.ListHardware(v1::ListHardwareRequest())->hardware_size(), 1);
  EXPECT_EQ(client.GetCatalogInfo(v1::GetCatalogInfoRequest())->build_version(), "1.2.3");
  EXPECT_EQ(client.CheckAccess(v1::CheckAccessRequest()).status().code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(client.BatchPlanPlacement(v1::BatchPlanPlacementRequest()).status().code(),
            absl::StatusCode::kUnimplemented);
  EXPECT_EQ(client.BatchCheckAccess(v1::BatchCheckAccessRequest()).status().code(), absl::StatusCode::kUnimplemented);
  EXPECT_TRUE(absl::StartsWith(server.user_agent(), "berth-client ")) << server.user_agent();
}

TEST(PlacementClient, ErrorsCarryTheReportOfTheServer) {
  const AnsweringServer server;
  const auto plan = ClientOf(server).PlanPlacement(v1::PlanPlacementRequest());
  const auto report = ErrorReportOf(plan.status());
  ASSERT_TRUE(report.has_value()) << plan.status();
  EXPECT_EQ(report->violations(0).reason(), v1::ERROR_REASON_REQUIRED_FIELD_MISSING);
  EXPECT_EQ(plan.status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(PlacementClient, GivesUpAtTheDeadline) {
  AnsweringServer server;
  server.set_delay(absl::Milliseconds(500));
  const absl::Time start = absl::Now();
  const auto info = ClientOf(server, absl::Milliseconds(50)).GetCatalogInfo(v1::GetCatalogInfoRequest());
  EXPECT_EQ(info.status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_LT(absl::Now() - start, absl::Milliseconds(450));
}

TEST(PlacementClient, SaysThatNobodyAnswers) {
  PlacementClientOptions options;
  options.address = "127.0.0.1:1";
  options.timeout = absl::Seconds(5);
  const auto info = PlacementClient(options).GetCatalogInfo(v1::GetCatalogInfoRequest());
  EXPECT_EQ(info.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_FALSE(ErrorReportOf(info.status()).has_value());
}

TEST(PlacementClient, StreamsInOrderUntilToldToStop) {
  const AnsweringServer server;
  const PlacementClient client = ClientOf(server);
  v1::StreamPlanPlacementRequest request;
  for (int i = 0; i < 100; ++i) request.add_entries()->set_id(absl::StrCat(i));
  std::vector<std::string> ids;
  const auto collect = [&](size_t limit) {
    ids.clear();
    return client.StreamPlanPlacement(request, [&, limit](const v1::StreamPlanPlacementResponse& answer) {
      ids.push_back(answer.result().id());
      return ids.size() < limit;
    });
  };
  EXPECT_TRUE(collect(1000).ok());
  ASSERT_EQ(ids.size(), 100u);
  EXPECT_EQ(ids.back(), "99");
  collect(3).IgnoreError();
  EXPECT_EQ(ids, (std::vector<std::string>{"0", "1", "2"}));
}

TEST(StatusDetails, KeepsCodeMessageAndDetails) {
  const absl::Status sent = ErrorStatus(v1::ERROR_REASON_UNKNOWN_SKU, "a.b", "`x` is unknown");
  EXPECT_EQ(FromGrpcStatus(ToGrpcStatus(sent)), sent);
  EXPECT_TRUE(FromGrpcStatus(grpc::Status::OK).ok());
}

TEST(StatusDetails, WhatCannotBeReadIsLeftOut) {
  const absl::Status status = FromGrpcStatus({grpc::StatusCode::NOT_FOUND, "gone", "\xff\xff not a message"});
  EXPECT_EQ(status, absl::NotFoundError("gone"));
  EXPECT_EQ(FromGrpcStatus({static_cast<grpc::StatusCode>(99), "odd"}).code(), absl::StatusCode::kUnknown);
}

}  // namespace
}  // namespace berth
