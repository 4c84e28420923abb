#include "core/rules/decision_trace.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

TEST(DecisionTraceTest, RecordsInOrder) {
  v1::Explanation explanation;
  DecisionTrace trace(&explanation);
  EXPECT_TRUE(trace.enabled());
  trace.Add("pod.shm", "size", 36, "Gi");
  trace.Add("pod.queue", "queue", "q");
  ASSERT_EQ(explanation.decisions_size(), 2);
  EXPECT_EQ(explanation.decisions(0).rule(), "pod.shm");
  EXPECT_EQ(explanation.decisions(0).subject(), "size");
  EXPECT_EQ(explanation.decisions(0).value(), "36Gi");
  EXPECT_EQ(explanation.decisions(1).rule(), "pod.queue");
}

TEST(DecisionTraceTest, RecordsNothingForNobody) {
  DecisionTrace trace(nullptr);
  EXPECT_FALSE(trace.enabled());
  trace.Add("pod.shm", "size", 36, "Gi");
}

}  // namespace
}  // namespace berth
