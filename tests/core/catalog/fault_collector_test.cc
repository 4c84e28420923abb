#include "core/catalog/fault_collector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/lines.h"

namespace berth {
namespace {

using testing::ElementsAre;

TEST(FaultCollectorTest, PathsFollowTheScopes) {
  FaultCollector faults;
  EXPECT_TRUE(faults.ToStatus().ok());
  faults.Add("top", "a");
  {
    const FaultCollector::Scope outer(faults, "outer[x]");
    faults.Add("", "b");
    {
      const FaultCollector::Scope inner(faults, "inner");
      faults.Add("field", "c");
    }
    faults.Add("field", "d");
  }
  faults.Add("end", "e");
  EXPECT_THAT(MessageLines(faults.ToStatus()),
              ElementsAre("top: a", "outer[x]: b", "outer[x].inner.field: c", "outer[x].field: d", "end: e"));
}

TEST(FaultCollectorTest, RequirementsAddOnlyWhatFails) {
  FaultCollector faults;
  absl::flat_hash_set<std::string> seen;
  faults.Require(true, "f", "m");
  faults.RequireRange("f", 1, 1, 1);
  faults.RequireLabelKey("f", "a.b/c");
  faults.RequireLabelValue("f", "c");
  faults.RequireText("f", "x");
  faults.RequireNew(seen, "f", "x");
  EXPECT_TRUE(faults.ToStatus().ok());
  faults.Require(false, "f", "m");
  faults.RequireRange("f", 2, 3, 4);
  faults.RequireRange("f", 5, 3, 4);
  faults.RequireLabelKey("f", "a b");
  faults.RequireLabelValue("f", "");
  faults.RequireText("f", "");
  faults.RequireNew(seen, "f", "x");
  EXPECT_THAT(MessageLines(faults.ToStatus()),
              ElementsAre("f: m", "f: `2` is not in 3 to 4", "f: `5` is not in 3 to 4", "f: `a b` is no label key",
                          "f: `` is no label value", "f: is not set", "f: `x` is there twice"));
}

TEST(FaultCollectorTest, MessagesStayShort) {
  FaultCollector faults;
  faults.RequireLabelValue("f", std::string(100'000, 'a'));
  EXPECT_LT(MessageLines(faults.ToStatus())[0].size(), 200u);
}

}  // namespace
}  // namespace berth
