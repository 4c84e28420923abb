// What /metrics shows, against the file that whoever builds dashboards relies on
// and against docs/metrics.md. BERTH_UPDATE_GOLDEN=1 writes the file anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "berth/v1/placement_service.pb.h"
#include "grpc/health/v1/health.pb.h"
#include "grpc/reflection/v1/reflection.pb.h"
#include "grpc/reflection/v1alpha/reflection.pb.h"
#include "server/admin/admin_server.h"
#include "server/metrics/metric_definitions.h"
#include "server/metrics/server_metrics.h"
#include "tests/metrics/contract.h"
#include "tests/server/http_client.h"

namespace berth {
namespace {

const char* const kGolden = BERTH_SOURCE_DIR "/tests/metrics/metrics.golden";

std::string Contents(const std::string& path) {
  std::ifstream stream(path);
  EXPECT_TRUE(stream.is_open()) << path;
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

// Every method that the server has, from the protos.
std::vector<MethodInfo> AllMethods() {
  std::vector<MethodInfo> methods;
  for (const auto* file :
       {v1::PlanPlacementRequest::descriptor()->file(), grpc::health::v1::HealthCheckRequest::descriptor()->file(),
        grpc::reflection::v1::ServerReflectionRequest::descriptor()->file(),
        grpc::reflection::v1alpha::ServerReflectionRequest::descriptor()->file()}) {
    const auto& service = *file->service(0);
    for (int i = 0; i < service.method_count(); ++i) {
      const auto& method = *service.method(i);
      const auto type = method.client_streaming()   ? MethodInfo::Type::kBidiStream
                        : method.server_streaming() ? MethodInfo::Type::kServerStream
                                                    : MethodInfo::Type::kUnary;
      methods.push_back({service.full_name(), method.name(), type});
    }
  }
  return methods;
}

TEST(MetricsContractTest, IsWhatDashboardsRelyOn) {
  ServerMetrics metrics(AllMethods(), "1.2.3");
  const auto server = AdminServer::Start({.ip = "127.0.0.1"}, {.metrics = [&] { return metrics.Text({}); },
                                                               .ready = [] { return true; },
                                                               .config = [] { return std::string(); },
                                                               .catalog = [] { return CatalogPage(); }});
  ASSERT_TRUE(server.ok()) << server.status();
  const HttpAnswer answer = Ask((*server)->address().port, "/metrics");
  ASSERT_EQ(answer.status, 200);
  const std::string contract = ContractOf(answer.body);
  if (std::getenv("BERTH_UPDATE_GOLDEN") != nullptr) std::ofstream(kGolden) << contract;
  EXPECT_EQ(contract, Contents(kGolden));
}

TEST(MetricsContractTest, IsExplainedInTheDocumentation) {
  std::map<std::string, std::string> documented;
  for (const absl::string_view line : absl::StrSplit(Contents(BERTH_SOURCE_DIR "/docs/metrics.md"), '\n')) {
    if (!absl::StartsWith(line, "| `")) continue;
    const std::vector<std::string> cells = absl::StrSplit(line, " | ");
    ASSERT_EQ(cells.size(), 4u) << line;
    const std::vector<std::string> name = absl::StrSplit(cells[0], '`');
    EXPECT_TRUE(documented.emplace(name.at(1), cells[1]).second) << line;
    EXPECT_GT(cells[2].size(), 5u) << line;
    EXPECT_GT(cells[3].size(), 5u) << line;
  }
  std::map<std::string, std::string> defined;
  for (const MetricDefinition& definition : MetricDefinitions()) {
    const bool is_counter = definition.type == prometheus::MetricType::Counter;
    const bool is_gauge = definition.type == prometheus::MetricType::Gauge;
    defined.emplace(definition.name, is_counter ? "counter" : is_gauge ? "gauge" : "histogram");
  }
  EXPECT_EQ(documented, defined);
}

}  // namespace
}  // namespace berth
