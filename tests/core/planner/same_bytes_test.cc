// The same question and the same catalog give the same bytes: in every thread,
// with a catalog in another order, explained or not. On every example.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "core/catalog/catalog_loader.h"
#include "core/planner/planner.h"
#include "core/rules/rules.h"
#include "core/wire/wire.h"
#include "tests/core/planner/plans.h"
#include "tests/golden/examples.h"

namespace berth {
namespace {

std::vector<v1::PlanPlacementRequest> ExampleRequests() {
  std::vector<v1::PlanPlacementRequest> requests;
  for (const Example& example : LoadExamples(kPlans)) {
    v1::PlanPlacementRequest request = PlanRequest(example);
    request.set_explain(true);
    requests.push_back(std::move(request));
  }
  EXPECT_GE(requests.size(), 20u);
  return requests;
}

std::vector<std::string> Answers(const std::vector<v1::PlanPlacementRequest>& requests, const CatalogIndex& catalog) {
  std::vector<std::string> answers;
  for (const v1::PlanPlacementRequest& request : requests) {
    v1::PlanPlacementResponse response;
    const absl::Status status = PlanPlacement(catalog, request, response);
    answers.push_back(status.ok() ? Encode(response) + ToJson(response) : status.ToString());
  }
  return answers;
}

TEST(SameBytesTest, FromEightThreads) {
  const auto requests = ExampleRequests();
  const auto expected = Answers(requests, DefaultIndex());
  std::vector<std::vector<std::string>> answers(8);
  std::vector<std::thread> threads;
  for (auto& answer : answers) {
    threads.emplace_back([&] { answer = Answers(requests, DefaultIndex()); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& answer : answers) EXPECT_TRUE(answer == expected);
}

TEST(SameBytesTest, WithTheCatalogInAnotherOrder) {
  const auto requests = ExampleRequests();
  const auto reversed = CatalogWith([](v1::Catalog& catalog) {
    std::reverse(catalog.mutable_skus()->begin(), catalog.mutable_skus()->end());
    std::reverse(catalog.mutable_compute_units()->begin(), catalog.mutable_compute_units()->end());
    std::reverse(catalog.mutable_providers()->begin(), catalog.mutable_providers()->end());
    for (v1::ProviderPolicy& policy : *catalog.mutable_providers()) {
      std::reverse(policy.mutable_offers()->begin(), policy.mutable_offers()->end());
      std::reverse(policy.mutable_node_shapes()->begin(), policy.mutable_node_shapes()->end());
      std::reverse(policy.mutable_node_pools()->begin(), policy.mutable_node_pools()->end());
      std::reverse(policy.mutable_priority_classes()->begin(), policy.mutable_priority_classes()->end());
      std::reverse(policy.mutable_tolerations()->begin(), policy.mutable_tolerations()->end());
      for (v1::ProviderOffer& offer : *policy.mutable_offers()) {
        std::reverse(offer.mutable_node_label_values()->begin(), offer.mutable_node_label_values()->end());
      }
    }
  });
  EXPECT_EQ(reversed->revision(), DefaultIndex().revision());
  EXPECT_TRUE(Answers(requests, *reversed) == Answers(requests, DefaultIndex()));
}

// A catalog with many static labels makes maps of many entries.
TEST(SameBytesTest, WithMapsOfManyEntriesBuiltAnew) {
  const auto labelled = [](int first, int step) {
    return CatalogWith([=](v1::Catalog& catalog) {
      for (int i = 0; i < 40; ++i) {
        const std::string key = "example.com/label-" + std::to_string((first + i * step) % 40);
        (*catalog.mutable_replicate()->mutable_static_labels())[key] = "of-" + key.substr(key.rfind('-') + 1);
      }
    });
  };
  const auto requests = ExampleRequests();
  const auto one = labelled(0, 1);
  const auto other = labelled(39, 39);
  EXPECT_EQ(one->revision(), other->revision());
  const auto answers = Answers(requests, *one);
  EXPECT_THAT(answers[0], testing::HasSubstr("example.com/label-39"));
  EXPECT_TRUE(Answers(requests, *other) == answers);
}

TEST(ExplainedExamplesTest, EveryDecisionNamesARuleThatExists) {
  int decisions = 0;
  for (const v1::PlanPlacementRequest& request : ExampleRequests()) {
    const v1::PlanPlacementResponse plan = Plan(request);
    EXPECT_GT(plan.explanation().decisions_size(), 0);
    for (const v1::Decision& decision : plan.explanation().decisions()) {
      EXPECT_TRUE(IsRule(decision.rule())) << decision.rule();
      EXPECT_FALSE(decision.subject().empty()) << decision.rule();
      EXPECT_FALSE(decision.value().empty()) << decision.rule();
      ++decisions;
    }
  }
  EXPECT_GT(decisions, 500);
}

}  // namespace
}  // namespace berth
