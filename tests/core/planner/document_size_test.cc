#include "core/planner/document_size.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "core/planner/planner.h"
#include "tests/core/lines.h"
#include "tests/core/planner/plans.h"

namespace berth {
namespace {

using testing::ElementsAreArray;
using testing::HasSubstr;

struct SizeCase {
  absl::string_view name;
  int variables;
  std::string value;
  Lines violations;
  Lines diagnostics;
};

TEST(DocumentSizeTest, SaysWhatTakesAnotherKindOfApply) {
  const Lines large = {"WARNING NEEDS_SERVER_SIDE_APPLY e"};
  const SizeCase rows[] = {
      {"small", 1, "x", {}, {}},
      {"just below what an annotation holds", 8, std::string(32'500, 'x'), {}, {}},
      {"just above", 8, std::string(32'700, 'x'), {}, large},
      {"what JSON escapes counts as escaped", 2, std::string(30'000, '\x01'), {}, large},
      {"just below what an API server takes", 95, std::string(32'768, 'x'), {}, large},
      {"just above what an API server takes", 97, std::string(32'768, 'x'), {"TOO_LARGE e"}, {}},
  };
  for (const SizeCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    v1::Deployment document;
    for (int i = 0; i < row.variables; ++i) {
      v1::PodSpec& pod = *document.mutable_spec()->mutable_template_()->mutable_spec();
      v1::Container& container = pod.containers().empty() ? *pod.add_containers() : *pod.mutable_containers(0);
      v1::EnvVar& variable = *container.add_env();
      variable.set_name(absl::StrCat("V", i));
      variable.set_value(row.value);
    }
    Violations violations;
    Findings diagnostics;
    CheckDocumentSize(document, "e", violations, diagnostics);
    EXPECT_THAT(ViolationLines(violations), ElementsAreArray(row.violations));
    EXPECT_THAT(FindingLines(diagnostics), ElementsAreArray(row.diagnostics));
  }
}

TEST(DocumentSizeTest, IsToldWhereTheEnvironmentIsSet) {
  v1::PlanPlacementRequest request = DeploymentRequest("gpu-l40s");
  *request.mutable_replicate()->mutable_version() = FromText<v1::ReplicateVersion>("id: 'v' prediction_config {}");
  auto& version = *request.mutable_replicate()->mutable_version()->mutable_prediction_config();
  const auto add = [](v1::DeployableConfig& config, int variables) {
    for (int i = 0; i < variables; ++i) {
      v1::EnvVar& variable = *config.add_env();
      variable.set_name(absl::StrCat("V", config.env_size()));
      variable.set_value(std::string(32'000, 'x'));
    }
  };
  add(version, 10);
  const v1::PlanPlacementResponse plan = Plan(request);
  EXPECT_THAT(FindingLines(plan.diagnostics()),
              testing::Contains("WARNING NEEDS_SERVER_SIDE_APPLY replicate.version.prediction_config.env"));
  EXPECT_THAT(plan.diagnostics(plan.diagnostics_size() - 1).message(), HasSubstr("kubectl apply --server-side"));
  add(*request.mutable_replicate()->mutable_deployment()->mutable_config(), 100);
  v1::PlanPlacementResponse response;
  EXPECT_THAT(ViolationLines(PlanPlacement(DefaultIndex(), request, response)),
              testing::ElementsAre("TOO_LARGE replicate.deployment.config.env"));
}

TEST(DocumentSizeTest, CountsForModelsToo) {
  auto request =
      FromText<v1::PlanPlacementRequest>("workers_ai { model_id: 'm' image: 'a' path: WORKERS_AI_PATH_EXTERNAL }");
  const auto add = [&](int variables) {
    for (int i = 0; i < variables; ++i) {
      v1::EnvVar& variable = *request.mutable_workers_ai()->add_env();
      variable.set_name(absl::StrCat("V", request.workers_ai().env_size()));
      variable.set_value(std::string(32'000, 'x'));
    }
  };
  add(10);
  EXPECT_THAT(FindingLines(Plan(request).diagnostics()),
              testing::Contains("WARNING NEEDS_SERVER_SIDE_APPLY workers_ai.env"));
  add(100);
  v1::PlanPlacementResponse response;
  EXPECT_THAT(ViolationLines(PlanPlacement(DefaultIndex(), request, response)),
              testing::ElementsAre("TOO_LARGE workers_ai.env"));
  // Cloudchamber's body is no Kubernetes document.
  request.mutable_workers_ai()->set_path(v1::WORKERS_AI_PATH_INTERNAL);
  EXPECT_EQ(Plan(request).outcome(), v1::OUTCOME_FEASIBLE);
}

}  // namespace
}  // namespace berth
