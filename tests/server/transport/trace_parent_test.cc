#include "server/transport/trace_parent.h"

#include <string>

#include "gtest/gtest.h"

namespace berth {
namespace {

TEST(TraceParentTest, HasOneForm) {
  const std::string good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  EXPECT_TRUE(IsTraceParent(good));
  const std::vector<std::pair<const char*, std::string>> bad = {
      {"empty", ""},
      {"a later version", "01" + good.substr(2)},
      {"cut short", good.substr(0, good.size() - 1)},
      {"with more", good + "0"},
      {"in capitals", "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01"},
      {"another separator", "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
      {"a line break", "00-0af7651916cd43dd8448eb211c8031\n\n-b7ad6b7169203331-01"},
  };
  for (const auto& [name, text] : bad) EXPECT_FALSE(IsTraceParent(text)) << name;
}

}  // namespace
}  // namespace berth
