#include "core/rules/decision_log.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

TEST(DecisionLogTest, RecordsInOrder) {
  v1::Explanation explanation;
  DecisionLog log(&explanation);
  EXPECT_TRUE(log.enabled());
  log.Add("pod.shm", "size", 36, "Gi");
  log.Add("pod.queue", "queue", "q");
  ASSERT_EQ(explanation.decisions_size(), 2);
  EXPECT_EQ(explanation.decisions(0).rule(), "pod.shm");
  EXPECT_EQ(explanation.decisions(0).subject(), "size");
  EXPECT_EQ(explanation.decisions(0).value(), "36Gi");
  EXPECT_EQ(explanation.decisions(1).rule(), "pod.queue");
}

TEST(DecisionLogTest, RecordsNothingForNobody) {
  DecisionLog log(nullptr);
  EXPECT_FALSE(log.enabled());
  log.Add("pod.shm", "size", 36, "Gi");
}

}  // namespace
}  // namespace berth
