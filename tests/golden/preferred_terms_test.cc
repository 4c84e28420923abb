// Kubernetes counts a preferred pod affinity both ways: for the pod that states
// it, and for pods that it selects. So over all documents that Berth gives, none
// may select a pod of another class.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/planner/planner.h"
#include "tests/golden/examples.h"

namespace berth {
namespace {

struct Pod {
  std::string example;
  std::string pod_class;
  v1::PodTemplateSpec spec;
};

std::string ClassOf(const v1::Deployment& deployment) {
  for (const v1::Container& container : deployment.spec().template_().spec().containers()) {
    if (container.resources().limits().contains("nvidia.com/gpu")) return "GPU";
  }
  const auto& annotations = deployment.metadata().annotations();
  const auto kind = annotations.find("berth.dev/kind");
  return kind != annotations.end() && kind->second == "function-prediction" ? "procedure" : "CPU model";
}

std::vector<Pod> GoldenPods() {
  std::vector<Pod> pods;
  ExampleCatalogs catalogs = ExampleCatalogs::Default();
  for (const Example& example : LoadExamples(kPlans)) {
    v1::PlanPlacementResponse plan;
    EXPECT_TRUE(PlanPlacement(catalogs.For(example), PlanRequest(example), plan).ok()) << example.name;
    if (!plan.kubernetes().has_deployment()) continue;
    const v1::Deployment& deployment = plan.kubernetes().deployment();
    pods.push_back({example.name, ClassOf(deployment), deployment.spec().template_()});
  }
  return pods;
}

bool Selects(const v1::WeightedPodAffinityTerm& term, const v1::PodTemplateSpec& pod) {
  const auto& wanted = term.pod_affinity_term().label_selector().match_labels();
  const auto& labels = pod.metadata().labels();
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& label) {
    const auto found = labels.find(label.first);
    return found != labels.end() && found->second == label.second;
  });
}

TEST(PreferredTermsTest, SelectOnlyPodsOfTheirOwnClass) {
  const std::vector<Pod> pods = GoldenPods();
  ASSERT_GE(pods.size(), 50u);
  int selected = 0;
  for (const Pod& one : pods) {
    for (const v1::WeightedPodAffinityTerm& term :
         one.spec.spec().affinity().pod_affinity().preferred_during_scheduling_ignored_during_execution()) {
      for (const Pod& other : pods) {
        if (!Selects(term, other.spec)) continue;
        ++selected;
        EXPECT_EQ(one.pod_class, other.pod_class) << one.example << " is drawn to " << other.example;
      }
    }
  }
  EXPECT_GT(selected, 100);
}

}  // namespace
}  // namespace berth
