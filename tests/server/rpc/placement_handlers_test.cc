#include "server/rpc/placement_handlers.h"

#include <memory>
#include <string>
#include <vector>

#include "berth/v1/placement_service.pb.h"
#include "core/catalog/catalog_loader.h"
#include "core/errors/error_report.h"
#include "core/wire/wire.h"
#include "gtest/gtest.h"
#include "tests/server/plan_requests.h"

namespace berth {
namespace {

using Handler = PlacementHandlers::Answer (PlacementHandlers::*)(Call&) const;

class PlacementHandlersTest : public testing::Test {
 protected:
  // A response of type Response, or a failed test.
  template <class Response>
  Response Ask(Handler handler, const google::protobuf::Message& request) {
    const auto answer = AskRaw(handlers_, handler, request.SerializeAsString());
    EXPECT_TRUE(answer.ok()) << answer.status();
    const auto* response = answer.ok() ? dynamic_cast<const Response*>(*answer) : nullptr;
    EXPECT_NE(response, nullptr);
    return response == nullptr ? Response() : *response;
  }

  PlacementHandlers::Answer AskRaw(const PlacementHandlers& handlers, Handler handler, absl::string_view request) {
    Call call{.request = request, .arena = arena_};
    return (handlers.*handler)(call);
  }

  google::protobuf::Arena arena_;
  CatalogHolder catalog_{*LoadCatalog(DefaultCatalogText())};
  PlacementHandlers handlers_{catalog_, "1.2.3"};
};

TEST_F(PlacementHandlersTest, Plans) {
  const auto response = Ask<v1::PlanPlacementResponse>(&PlacementHandlers::PlanPlacement, FeasibleRequest());
  EXPECT_EQ(response.outcome(), v1::OUTCOME_FEASIBLE);
  EXPECT_TRUE(response.has_kubernetes());
  EXPECT_EQ(response.catalog_revision(), catalog_.Snapshot()->revision());
}

TEST_F(PlacementHandlersTest, ResolvesHardware) {
  v1::ResolveHardwareRequest request;
  request.set_sku("gpu-l40s");
  const auto response = Ask<v1::ResolveHardwareResponse>(&PlacementHandlers::ResolveHardware, request);
  EXPECT_EQ(response.hardware().sku(), "gpu-l40s");
}

TEST_F(PlacementHandlersTest, ListsHardware) {
  v1::ListHardwareRequest request;
  request.set_page_size(2);
  const auto response = Ask<v1::ListHardwareResponse>(&PlacementHandlers::ListHardware, request);
  EXPECT_EQ(response.hardware_size(), 2);
  EXPECT_FALSE(response.next_page_token().empty());
}

TEST_F(PlacementHandlersTest, TellsTheCatalog) {
  const auto response =
      Ask<v1::GetCatalogInfoResponse>(&PlacementHandlers::GetCatalogInfo, v1::GetCatalogInfoRequest());
  EXPECT_EQ(response.build_version(), "1.2.3");
  EXPECT_EQ(response.catalog_revision(), catalog_.Snapshot()->revision());
}

TEST_F(PlacementHandlersTest, UsesTheCatalogInForce) {
  v1::Catalog changed = catalog_.Snapshot()->catalog();
  changed.mutable_providers(0)->set_display_name("Another name");
  auto replacement = LoadCatalog(changed);
  ASSERT_TRUE(replacement.ok()) << replacement.status();
  catalog_.Replace(*replacement);
  const auto response = Ask<v1::PlanPlacementResponse>(&PlacementHandlers::PlanPlacement, FeasibleRequest());
  EXPECT_EQ(response.catalog_revision(), (*replacement)->revision());
}

TEST_F(PlacementHandlersTest, EveryHandlerRefusesBytesThatAreNoMessage) {
  const std::vector<std::pair<const char*, Handler>> handlers = {
      {"PlanPlacement", &PlacementHandlers::PlanPlacement},
      {"ResolveHardware", &PlacementHandlers::ResolveHardware},
      {"ListHardware", &PlacementHandlers::ListHardware},
      {"GetCatalogInfo", &PlacementHandlers::GetCatalogInfo},
  };
  for (const auto& [name, handler] : handlers) {
    SCOPED_TRACE(name);
    const auto truncated = AskRaw(handlers_, handler, "\x0A\x7F");
    ASSERT_TRUE(ErrorReportOf(truncated.status()).has_value()) << truncated.status();
    EXPECT_EQ(ErrorReportOf(truncated.status())->violations(0).reason(), v1::ERROR_REASON_MALFORMED_MESSAGE);
    const auto unknown = AskRaw(handlers_, handler, "\xF8\x7F\x01");  // Field 2047.
    ASSERT_TRUE(ErrorReportOf(unknown.status()).has_value()) << unknown.status();
    EXPECT_EQ(ErrorReportOf(unknown.status())->violations(0).reason(), v1::ERROR_REASON_UNKNOWN_FIELD);
  }
}

TEST_F(PlacementHandlersTest, PassesOnEveryViolation) {
  const auto answer = AskRaw(handlers_, &PlacementHandlers::PlanPlacement, InvalidRequest().SerializeAsString());
  ASSERT_FALSE(answer.ok());
  const auto report = ErrorReportOf(answer.status());
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->violations_size(), 3);
}

TEST_F(PlacementHandlersTest, ChecksAccess) {
  v1::CheckAccessRequest request;
  request.set_caller_account("acct-1");
  request.mutable_workers_ai()->mutable_policy()->set_allowed_accounts("acct-10");
  const auto response = Ask<v1::CheckAccessResponse>(&PlacementHandlers::CheckAccess, request);
  EXPECT_EQ(response.decision(), v1::ACCESS_DECISION_DENY);
  EXPECT_EQ(response.reason(), v1::ACCESS_REASON_NOT_ALLOW_LISTED);
}

TEST_F(PlacementHandlersTest, RefusesABatchThatIsTooLarge) {
  BatchLimits limits;
  limits.max_access_checks = 1;
  const PlacementHandlers handlers(catalog_, "1.0", limits);
  v1::BatchCheckAccessRequest request;
  request.add_entries();
  EXPECT_TRUE(AskRaw(handlers, &PlacementHandlers::BatchCheckAccess, request.SerializeAsString()).ok());
  request.add_entries();
  const auto answer = AskRaw(handlers, &PlacementHandlers::BatchCheckAccess, request.SerializeAsString());
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(ErrorReportOf(answer.status())->violations(0).reason(), v1::ERROR_REASON_BATCH_TOO_LARGE);
}

}  // namespace
}  // namespace berth
