#include "core/hardware/request_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "berth/v1/placement_service.pb.h"
#include "tests/core/edited_catalog.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

using testing::ElementsAre;

TEST(CheckRevisionTest, OnlyAnotherRevisionIsRefused) {
  const std::string& revision = DefaultIndex().revision();
  Violations violations;
  CheckRevision(DefaultIndex(), "", "field", violations);
  CheckRevision(DefaultIndex(), revision, "field", violations);
  EXPECT_TRUE(violations.empty());
  CheckRevision(DefaultIndex(), "sha256:other", "field", violations);
  EXPECT_EQ(violations.ToStatus().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(MessageLines(violations.ToStatus()),
              ElementsAre("field: the catalog is `" + revision + "`, not `sha256:other`"));
}

struct OptionCountCase {
  absl::string_view name;
  absl::string_view request;
  int count;
  Lines lines;
};

TEST(MaxCandidatesTest, IsOneToAThousandAndTwentyWhereUnset) {
  const OptionCountCase rows[] = {
      {"unset", "", 20, {}},
      {"least", "max_candidates: 1", 1, {}},
      {"most", "max_candidates: 1000", 1000, {}},
      {"zero", "max_candidates: 0", 20, {"VALUE_OUT_OF_RANGE max_candidates"}},
      {"negative", "max_candidates: -1", 20, {"VALUE_OUT_OF_RANGE max_candidates"}},
      {"too many", "max_candidates: 1001", 20, {"VALUE_OUT_OF_RANGE max_candidates"}},
  };
  for (const OptionCountCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    Violations violations;
    EXPECT_EQ(MaxCandidates(FromText<v1::PlanPlacementRequest>(row.request), violations), row.count);
    EXPECT_THAT(ViolationLines(violations), testing::ElementsAreArray(row.lines));
  }
}

}  // namespace
}  // namespace berth
