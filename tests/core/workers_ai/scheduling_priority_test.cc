#include "core/workers_ai/scheduling_priority.h"

#include <gtest/gtest.h>

#include "tests/core/edited_catalog.h"

namespace berth {
namespace {

TEST(SchedulingPriorityTest, ExplicitThenLongestPrefixThenDefault) {
  v1::WorkersAiSettings settings = DefaultIndex().catalog().workers_ai();
  settings.MergeFrom(FromText<v1::WorkersAiSettings>(
      R"(priority_prefixes { prefix: "@cf/leonardo/phoenix" scheduling_priority: 80 })"));
  const struct {
    const char* workload;
    int priority;
    bool stated;
  } cases[] = {
      {R"(model_id: "@cf/meta/llama")", 50, false},
      {R"(model_id: "@cf/leonardo/lucid")", 75, true},
      {R"(model_id: "@cf/leonardo/phoenix-1.0")", 80, true},
      {R"(model_id: "@cf/leonardo")", 50, false},
      {R"(model_id: "x@cf/leonardo/lucid")", 50, false},
      {R"(model_id: "@cf/leonardo/lucid" config { scheduling_priority: 0 })", 0, true},
      {R"(model_id: "@cf/meta/llama" config { scheduling_priority: 50 })", 50, true},
  };
  for (const auto& [workload, value, stated] : cases) {
    SCOPED_TRACE(workload);
    DecisionTrace trace(nullptr);
    const SchedulingPriority priority = PriorityOf(FromText<v1::WorkersAiWorkload>(workload), settings, trace);
    EXPECT_EQ(priority.value, value);
    EXPECT_EQ(priority.stated, stated);
  }
}

}  // namespace
}  // namespace berth
