#include "tests/process/child_process.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

ChildResult Observe(const ChildOptions& options) {
  const absl::StatusOr<ChildResult> result = RunChild(options);
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *result : ChildResult();
}

TEST(ChildProcess, KeepsTheStreamsApart) {
  const ChildResult result = Observe({.argv = {"sh", "-c", "echo out; echo err >&2; exit 7"}});
  EXPECT_EQ(result.output, "out\n");
  EXPECT_EQ(result.errors, "err\n");
  EXPECT_EQ(result.exit_status, 7);
}

TEST(ChildProcess, FeedsMoreThanAPipeHolds) {
  const std::string input(1 << 20, 'x');
  EXPECT_EQ(Observe({.argv = {"cat"}, .input = input}).output, input);
}

TEST(ChildProcess, SurvivesAChildThatReadsNothing) {
  EXPECT_EQ(Observe({.argv = {"true"}, .input = std::string(1 << 20, 'x')}).exit_status, 0);
}

TEST(ChildProcess, EndsAChildWhoseTimeIsOver) {
  const ChildResult result = Observe({.argv = {"sleep", "60"}, .timeout = absl::Milliseconds(100)});
  EXPECT_TRUE(result.timed_out);
  EXPECT_EQ(result.exit_status, 128 + 9);
}

TEST(ChildProcess, EndsAChildThatClosedItsOutputs) {
  const ChildResult result =
      Observe({.argv = {"sh", "-c", "exec >&- 2>&-; exec sleep 60"}, .timeout = absl::Milliseconds(300)});
  EXPECT_TRUE(result.timed_out);
}

TEST(ChildProcess, PassesTheEnvironmentAndTheOutputFile) {
  EXPECT_EQ(Observe({.argv = {"/bin/sh", "-c", "echo $GREETING"}, .environment = {"GREETING=hello"}}).output,
            "hello\n");
  EXPECT_EQ(Observe({.argv = {"sh", "-c", "echo x"}, .output_file = "/dev/full"}).output, "");
}

TEST(ChildProcess, ReportsWhatCannotBeStarted) {
  EXPECT_EQ(RunChild({.argv = {"/nonexistent/program"}}).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(RunChild({}).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace berth
