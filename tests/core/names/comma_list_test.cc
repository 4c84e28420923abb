#include "core/names/comma_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace berth {
namespace {

using testing::ElementsAreArray;

struct ListCase {
  absl::string_view text;
  std::vector<std::string> entries;
  int empty_entries;
  std::vector<std::string> repeated;
};

TEST(CommaListTest, EntriesAreTrimmedAndCountedOnce) {
  const ListCase rows[] = {
      {"a", {"a"}, 0, {}},
      {"b,a,c", {"b", "a", "c"}, 0, {}},
      {" a b ,\tc\n", {"a b", "c"}, 0, {}},
      {"a,A", {"a", "A"}, 0, {}},
      {"a,,b,", {"a", "b"}, 2, {}},
      {"a, a,b,a", {"a", "b"}, 0, {"a", "a"}},
      {"", {}, 1, {}},
      {" , ,", {}, 3, {}},
  };
  for (const ListCase& row : rows) {
    SCOPED_TRACE(std::string(row.text));
    const CommaList list = ParseCommaList(row.text);
    EXPECT_THAT(list.entries, ElementsAreArray(row.entries));
    EXPECT_EQ(list.empty_entries, row.empty_entries);
    EXPECT_THAT(list.repeated, ElementsAreArray(row.repeated));
  }
}

}  // namespace
}  // namespace berth
