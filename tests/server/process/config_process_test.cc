// The binary's answers about its own settings, as a shell sees them.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/process/child_process.h"
#include "tests/server/config/temporary_file.h"

namespace berth {
namespace {

using Strings = std::vector<std::string>;

ChildResult RunServer(const Strings& words, Strings environment = {}) {
  ChildOptions options;
  options.argv = {BERTH_SERVER_PATH};
  options.argv.insert(options.argv.end(), words.begin(), words.end());
  environment.emplace_back("LC_ALL=C");
  options.environment = std::move(environment);
  auto result = RunChild(options);
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *std::move(result) : ChildResult();
}

TEST(ConfigProcessTest, ValidatesWithoutServing) {
  const TemporaryFile bad_catalog("skus { name: 'gpu-x' compute_unit: 'none' }");
  struct Case {
    const char* name;
    Strings words;
    Strings environment;
    int status;
    const char* output;
    Strings errors;
  };
  const std::vector<Case> cases = {
      {"defaults", {"--validate_config"}, {}, 0, "configuration is valid\n", {}},
      {"flag", {"--validate_config", "--quux"}, {}, 2, "", {"`--quux` is not a known setting\n"}},
      {"environment",
       {"--validate_config"},
       {"BERTH_LOG_LEVEL=loud"},
       2,
       "",
       {"environment BERTH_LOG_LEVEL is `loud`"}},
      {"no file",
       {"--validate_config", "--config=/nonexistent"},
       {},
       2,
       "",
       {"config file: cannot read `/nonexistent`"}},
      {"catalog, with everything else",
       {"--validate_config", "--quux", absl::StrCat("--catalog=", bad_catalog.path())},
       {},
       2,
       "",
       {"`--quux`", "skus[gpu-x]", bad_catalog.path()}},
      {"plain text for everyone",
       {"--address=0.0.0.0:0"},
       {},
       2,
       "",
       {"berth-server: address `0.0.0.0:0` can be reached from other machines"}},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    const ChildResult result = RunServer(test.words, test.environment);
    EXPECT_EQ(result.exit_status, test.status) << result.errors;
    EXPECT_EQ(result.output, test.output);
    EXPECT_EQ(result.errors.empty(), test.errors.empty()) << result.errors;
    for (const std::string& error : test.errors) EXPECT_TRUE(absl::StrContains(result.errors, error)) << result.errors;
  }
}

TEST(ConfigProcessTest, PrintsWhatItReadsAgain) {
  const ChildResult first =
      RunServer({"--print_config", "--max_batch_plans=7"}, {"BERTH_DRAIN_DELAY=3s", "BERTH_CATALOG=/with space"});
  ASSERT_EQ(first.exit_status, 0) << first.errors;
  EXPECT_EQ(first.errors, "");
  EXPECT_TRUE(absl::StrContains(first.output, "\nmax_batch_plans: 7  # flag\n")) << first.output;
  EXPECT_TRUE(absl::StrContains(first.output, "\ndrain_delay: 3s  # environment\n")) << first.output;
  const TemporaryFile file(first.output);
  const ChildResult second = RunServer({"--print_config"}, {absl::StrCat("BERTH_CONFIG=", file.path())});
  ASSERT_EQ(second.exit_status, 0) << second.errors;
  EXPECT_TRUE(absl::StrContains(second.output, "\nmax_batch_plans: 7  # file\n")) << second.output;
  EXPECT_TRUE(absl::StrContains(second.output, "\ncatalog: /with space  # file\n")) << second.output;
  const ChildResult faulty = RunServer({"--print_config", "--max_batch_plans=0"});
  EXPECT_EQ(faulty.exit_status, 2);
  EXPECT_EQ(faulty.output, "");
}

}  // namespace
}  // namespace berth
