#include "tests/named_tests.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tests/process/child_process.h"

namespace berth {
namespace {

using Names = std::set<std::string>;

Names ListTests(const std::string& binary) {
  const auto listed = RunChild({.argv = {binary, "--gtest_list_tests"}});
  EXPECT_TRUE(listed.ok() && listed->exit_status == 0) << binary;
  Names tests;
  std::string suite;
  for (absl::string_view line : absl::StrSplit(listed.value_or(ChildResult()).output, '\n', absl::SkipEmpty())) {
    // Suites end in a dot, their tests are indented.
    if (absl::ConsumePrefix(&line, "  ")) {
      tests.insert(absl::StrCat(suite, line));
    } else {
      suite = std::string(line);
    }
  }
  return tests;
}

// The tests of each binary of the build's list (`name=path`), as `Suite.Test`.
const std::map<std::string, Names>& TestsByBinary() {
  static const auto& tests = *new std::map<std::string, Names>([] {
    std::map<std::string, Names> result;
    for (absl::string_view entry : absl::StrSplit(BERTH_TEST_BINARIES, ',')) {
      const std::pair<std::string, std::string> binary = absl::StrSplit(entry, absl::MaxSplits('=', 1));
      result[binary.first] = ListTests(binary.second);
    }
    return result;
  }());
  return tests;
}

}  // namespace

std::string SourcePath(absl::string_view path) { return absl::StrCat(BERTH_SOURCE_DIR, "/", path); }

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string FaultOfTest(const std::string& binary, const std::string& test) {
  const auto found = TestsByBinary().find(binary);
  if (found == TestsByBinary().end()) return "no such binary among those that this test knows";
  return found->second.contains(test) ? "" : "no such test";
}

}  // namespace berth
