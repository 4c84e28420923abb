#include "server/config/config_file.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "tests/server/config/temporary_file.h"

namespace berth {
namespace {

std::string Repeated(absl::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) absl::StrAppend(&all, text);
  return all;
}

// Each alias stands for ten of the one before it.
std::string AliasBomb() {
  std::string text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    absl::StrAppend(&text, "a", i, ": &a", i, " [", Repeated(absl::StrCat("*a", i - 1, ","), 10), "]\n");
  }
  return text;
}

TEST(ConfigFileTest, ReadsValues) {
  struct Case {
    const char* name;
    const char* text;
    std::vector<std::string> values;  // `name=value`.
  };
  const std::vector<Case> cases = {
      {"empty", "", {}},
      {"comments", "# a\n\n  # b\n", {}},
      {"empty mapping", "{}\n", {}},
      {"kinds",
       "max_connections: 7\nreflection: false\ncatalog: a b\nport_file: '5'\n",
       {"max_connections=7", "reflection=false", "catalog=a b", "port_file=5"}},
      {"no file", "catalog: \"\"\n", {"catalog="}},
      {"JSON", "{\"max_connections\": 7}\n", {"max_connections=7"}},
      {"other line ends and a byte order mark",
       "\xEF\xBB\xBF"
       "catalog: a\r\nlog_level: debug\r\n",
       {"catalog=a", "log_level=debug"}},
      {"callers",
       "allowed_callers:\n  PlanPlacement: [dns:a, dns:b]\n  '*': []\n",
       {"allowed_callers=*=;PlanPlacement=dns:a,dns:b"}},
      {"callers in one line", "allowed_callers: '*=dns:a'\n", {"allowed_callers=*=dns:a"}},
      {"alias", "allowed_callers: {CheckAccess: &a [dns:a], '*': *a}\n", {"allowed_callers=*=dns:a;CheckAccess=dns:a"}},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    const Assignments read = ParseConfigFile("x.yaml", test.text);
    EXPECT_TRUE(read.faults.empty()) << absl::StrJoin(read.faults, "\n");
    std::vector<std::string> values;
    for (const Assignment& value : read.values) values.push_back(absl::StrCat(value.name, "=", value.value));
    EXPECT_EQ(values, test.values);
  }
}

TEST(ConfigFileTest, RefusesHostileTexts) {
  struct Case {
    const char* name;
    std::string text;
    std::string fault;
  };
  const std::vector<Case> cases = {
      {"deep lists", Repeated("[", 500'000) + Repeated("]", 500'000), "line 1"},
      {"deep maps", Repeated("{a: ", 200'000) + Repeated("}", 200'000), "line 1"},
      {"deep blocks", Repeated("- ", 400'000), "nested deeper than 8"},
      {"alias bomb", AliasBomb(), "with every alias expanded"},
      {"alias of itself", "catalog: &a [*a]\n", "the alias stands within its own anchor"},
      {"not UTF-8", "catalog: \xFF\n", "line 1, column 10: byte 0xff is not UTF-8"},
      {"zero byte", std::string("catalog: a\0b\n", 13), "control character U+0000"},
      {"list at the top", "- a\n", "line 1: must be a mapping of settings to values"},
      {"word at the top", "a\n", "line 1: must be a mapping"},
      {"two documents", "catalog: a\n---\ncatalog: b\n", "a second document starts here"},
      {"tag", "catalog: !!binary aGVsbG8=\n", "has no meaning here"},
      {"merge", "<<: {catalog: a}\n", "`<<` does not merge here"},
      {"key that is a list", "[a]: b\n", "a key must be a string"},
      {"open list", "catalog: [a\n", "a value is missing"},
      {"list for one value", "catalog: [a]\n", "line 1: catalog must have one value"},
      {"mapping for one value", "catalog: {a: b}\n", "line 1: catalog must have one value"},
      {"null", "catalog: null\n", "line 1: catalog must have one value"},
      {"nothing", "catalog:\n", "a value is missing"},
      {"list of callers", "allowed_callers: [dns:a]\n", "allowed_callers must have one value"},
      {"name for a method", "allowed_callers: {'*': dns:a}\n", "`*` must have a list of names"},
      {"list among names", "allowed_callers: {'*': [[dns:a]]}\n", "line 1: allowed_callers: `` must be one word"},
      {"two names in one", "allowed_callers: {'*': ['dns:a,dns:b']}\n", "`dns:a,dns:b` must be one word"},
      {"two rules in one", "allowed_callers: {'*': ['dns:a;PlanPlacement=dns:b']}\n", "must be one word"},
      {"rule for a method", "allowed_callers: {'*=dns:a;PlanPlacement': []}\n", "must be one word"},
      {"zero byte in a name", "allowed_callers: {'*': [\"dns:a\\0\"]}\n", "`dns:a\\x00` must be one word"},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    const Assignments read = ParseConfigFile("x.yaml", test.text);
    ASSERT_EQ(read.faults.size(), 1u) << absl::StrJoin(read.faults, "\n");
    EXPECT_TRUE(absl::StartsWith(read.faults[0], "config file `x.yaml` line ")) << read.faults[0];
    EXPECT_TRUE(absl::StrContains(read.faults[0], test.fault)) << read.faults[0];
    EXPECT_LT(read.faults[0].size(), 300u);
  }
}

TEST(ConfigFileTest, StopsAfterManyFaults) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) absl::StrAppend(&text, "key", i, ": 1\n");
  const Assignments read = ParseConfigFile("x.yaml", text);
  EXPECT_EQ(read.faults.size(), 101u);
  EXPECT_TRUE(absl::StrContains(read.faults.back(), "too many faults")) << read.faults.back();
}

TEST(ConfigFileTest, ReadsOnlyFilesOfReasonableSize) {
  const TemporaryFile most("# " + std::string((size_t{1} << 20) - 2, 'x'));
  EXPECT_TRUE(ReadConfigFile(most.path()).faults.empty());
  const TemporaryFile file("# " + std::string((size_t{1} << 20) - 1, 'x'));
  const struct {
    std::string path;
    const char* fault;
  } cases[] = {
      {file.path(), "` is larger than 1 MiB"},
      {"/dev/zero", "config file: `/dev/zero` is larger than 1 MiB"},
      {"/nonexistent", "config file: cannot read `/nonexistent`: No such file or directory"},
      {"/", "config file: cannot read `/`: Is a directory"},
      {"/a\nb", "config file: cannot read `/a\\nb`: No such file or directory"},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.path);
    const Assignments read = ReadConfigFile(test.path);
    ASSERT_EQ(read.faults.size(), 1u);
    EXPECT_TRUE(absl::StrContains(read.faults[0], test.fault)) << read.faults[0];
  }
}

}  // namespace
}  // namespace berth
