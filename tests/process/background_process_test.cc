#include "tests/process/background_process.h"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

namespace berth {
namespace {

TEST(BackgroundProcess, EndsWithItsStatusAndOutput) {
  BackgroundProcess process({"sh", "-c", "echo out; echo err >&2; exit 7"});
  EXPECT_EQ(process.WaitForExit(), 7);
  EXPECT_TRUE(process.HasEnded());
  EXPECT_EQ(process.Output(), "out\nerr\n");
}

TEST(BackgroundProcess, WaitsForOutput) {
  BackgroundProcess late({"sh", "-c", "sleep 0.2; echo first; sleep 0.2; echo second; sleep 60"});
  EXPECT_TRUE(late.WaitForOutput("first\nsecond\n"));
  EXPECT_FALSE(late.HasEnded());
  BackgroundProcess ending({"sh", "-c", "echo last"});
  EXPECT_TRUE(ending.WaitForOutput("last\n"));
  EXPECT_FALSE(ending.WaitForOutput("more"));
}

TEST(BackgroundProcess, TakesSignals) {
  BackgroundProcess process({"sleep", "60"});
  EXPECT_FALSE(process.HasEnded());
  process.Signal(SIGTERM);
  EXPECT_EQ(process.WaitForExit(), std::nullopt);
  EXPECT_TRUE(process.HasEnded());
}

TEST(BackgroundProcess, HasADirectoryThatGoesWithIt) {
  std::string directory;
  {
    BackgroundProcess process({"sh", "-c", "echo text >$0/file", kDirectory});
    EXPECT_EQ(process.WaitForExit(), 0);
    directory = process.directory();
    EXPECT_EQ(FileText(directory + "/file"), "text\n");
  }
  EXPECT_FALSE(std::filesystem::exists(directory));
}

TEST(BackgroundProcess, SaysThatAProgramCannotBeStarted) {
  EXPECT_EQ(BackgroundProcess({"/nonexistent/program"}).WaitForExit(), 127);
}

}  // namespace
}  // namespace berth
