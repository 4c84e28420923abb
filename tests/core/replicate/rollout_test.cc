#include "core/replicate/rollout.h"

#include <gtest/gtest.h>

#include <string>

#include "core/rules/rules.h"
#include "core/wire/wire.h"
#include "tests/core/edited_catalog.h"

namespace berth {
namespace {

constexpr absl::string_view kAll =
    "whole_node { type: 'RollingUpdate' max_surge: 0 max_unavailable: 1 } gpu { type: 'Recreate' } "
    "cpu_model { type: 'RollingUpdate' max_surge: 2 max_unavailable: 0 } "
    "procedure { type: 'RollingUpdate' max_surge: 3 max_unavailable: 0 }";

struct RolloutCase {
  absl::string_view name;
  PodClass pod_class;
  // 0: not known.
  int pods_per_node;
  absl::string_view rollouts;
  // JSON of the strategy, and the rule; empty where it is left to Kubernetes.
  absl::string_view strategy;
  absl::string_view rule;
};

const RolloutCase kRolloutCases[] = {
    {"a node of its own", PodClass::kGpu, 1, kAll,
     R"({"type":"RollingUpdate","rollingUpdate":{"maxSurge":0,"maxUnavailable":1}})", "pod.rollout.whole-node"},
    {"a node of its own, without GPU", PodClass::kCpuModel, 1, kAll,
     R"({"type":"RollingUpdate","rollingUpdate":{"maxSurge":0,"maxUnavailable":1}})", "pod.rollout.whole-node"},
    {"half a node", PodClass::kGpu, 2, kAll, R"({"type":"Recreate"})", "pod.rollout.class"},
    {"no known node", PodClass::kGpu, 0, kAll, R"({"type":"Recreate"})", "pod.rollout.class"},
    {"CPU model", PodClass::kCpuModel, 110, kAll,
     R"({"type":"RollingUpdate","rollingUpdate":{"maxSurge":2,"maxUnavailable":0}})", "pod.rollout.class"},
    {"procedure", PodClass::kProcedure, 0, kAll,
     R"({"type":"RollingUpdate","rollingUpdate":{"maxSurge":3,"maxUnavailable":0}})", "pod.rollout.class"},
    {"nothing stated", PodClass::kGpu, 1, "", "", ""},
    {"nothing stated for the class", PodClass::kProcedure, 0, "gpu { type: 'Recreate' }", "", ""},
    {"a node of its own, where only classes are stated", PodClass::kGpu, 1, "gpu { type: 'Recreate' }",
     R"({"type":"Recreate"})", "pod.rollout.class"},
};

TEST(RolloutTest, TheFirstThatFitsThePod) {
  for (const RolloutCase& row : kRolloutCases) {
    SCOPED_TRACE(std::string(row.name));
    std::optional<v1::NodeFit> fit;
    if (row.pods_per_node > 0) fit.emplace().set_pods_per_node(row.pods_per_node);
    const auto rollouts = FromText<v1::RolloutStrategies>(row.rollouts);
    v1::Explanation explanation;
    DecisionTrace trace(&explanation);
    const v1::RolloutStrategy* rollout = FindRollout(row.pod_class, fit, rollouts, trace);
    v1::DeploymentStrategy strategy;
    if (rollout != nullptr) WriteRollout(*rollout, strategy);
    EXPECT_EQ(rollout == nullptr ? "" : ToJson(strategy), row.strategy);
    ASSERT_EQ(explanation.decisions_size(), row.rule.empty() ? 0 : 1);
    if (row.rule.empty()) continue;
    EXPECT_EQ(explanation.decisions(0).rule(), row.rule);
    EXPECT_TRUE(IsRule(row.rule));
  }
}

}  // namespace
}  // namespace berth
