#include "core/findings/findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(FindingTest, SaysWhatItIsAbout) {
  const v1::Finding finding = MakeFinding(v1::REASON_LEGACY, v1::SEVERITY_WARNING, "is_legacy", "is old");
  EXPECT_EQ(finding.reason(), v1::REASON_LEGACY);
  EXPECT_EQ(finding.severity(), v1::SEVERITY_WARNING);
  EXPECT_EQ(finding.subject(), "is_legacy");
  EXPECT_EQ(finding.message(), "is old");
  EXPECT_FALSE(finding.has_required());
  EXPECT_FALSE(finding.has_available());
}

TEST(ShortfallTest, IsAnObstacleWithNumbers) {
  const v1::Finding finding = MakeShortfall(v1::REASON_TOO_FEW_GPUS, "gpus", 4, 0, "too few GPUs");
  EXPECT_EQ(finding.severity(), v1::SEVERITY_OBSTACLE);
  EXPECT_EQ(finding.required(), 4);
  ASSERT_TRUE(finding.has_available());
  EXPECT_EQ(finding.available(), 0);
}

TEST(HasObstacleTest, OnlyObstaclesCount) {
  Findings findings;
  EXPECT_FALSE(HasObstacle(findings));
  *findings.Add() = MakeFinding(v1::REASON_PREVIEW, v1::SEVERITY_INFO, "", "");
  *findings.Add() = MakeFinding(v1::REASON_LEGACY, v1::SEVERITY_WARNING, "", "");
  EXPECT_FALSE(HasObstacle(findings));
  *findings.Add() = MakeFinding(v1::REASON_NOT_PUBLIC, v1::SEVERITY_OBSTACLE, "", "");
  EXPECT_TRUE(HasObstacle(findings));
}

TEST(ReasonTallyTest, CountsCandidatesSortedByReason) {
  Findings first;
  *first.Add() = MakeShortfall(v1::REASON_FITS_NO_NODE_SHAPE, "cpu_millis", 2, 1, "");
  *first.Add() = MakeShortfall(v1::REASON_FITS_NO_NODE_SHAPE, "memory_mib", 2, 1, "");
  Findings second;
  *second.Add() = MakeFinding(v1::REASON_NOT_PUBLIC, v1::SEVERITY_OBSTACLE, "", "");
  *second.Add() = MakeFinding(v1::REASON_FITS_NO_NODE_SHAPE, v1::SEVERITY_OBSTACLE, "", "");
  ReasonTally tally;
  tally.Count(first);
  tally.Count(second);
  tally.Count({});
  google::protobuf::RepeatedPtrField<v1::ReasonCount> counts;
  tally.AddTo(counts);
  EXPECT_THAT(CountLines(counts), ElementsAre("NOT_PUBLIC 1", "FITS_NO_NODE_SHAPE 2"));
}

TEST(ReasonTallyTest, NothingCountedIsNothing) {
  google::protobuf::RepeatedPtrField<v1::ReasonCount> counts;
  ReasonTally().AddTo(counts);
  EXPECT_THAT(CountLines(counts), IsEmpty());
}

TEST(ShortNameTest, EveryReasonLosesItsPrefix) {
  const auto& type = *v1::Reason_descriptor();
  for (int i = 0; i < type.value_count(); ++i) {
    const auto reason = static_cast<v1::Reason>(type.value(i)->number());
    EXPECT_EQ(absl::StrCat("REASON_", ShortName(reason)), type.value(i)->name());
  }
}

}  // namespace
}  // namespace berth
