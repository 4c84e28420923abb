#include "server/files/output_path.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/server/files/temporary_directory.h"

namespace berth {
namespace {

TEST(OutputPathTest, TellsWhereAFileCanBeWritten) {
  const TemporaryDirectory directory;
  WriteTo(directory / "file", "a");
  std::filesystem::create_symlink(directory / "file", directory / "link");
  std::filesystem::create_symlink(directory / "none", directory / "dangling");
  const struct {
    const char* name;
    std::string path;
    bool replaceable;
    bool appendable;
  } cases[] = {
      {"new", directory / "new", true, true},
      {"there", directory / "file", true, true},
      {"link", directory / "link", true, true},
      {"link to nothing", directory / "dangling", true, true},
      {"relative", "berth-output-path-test", true, true},
      {"directory", directory.path().string(), false, false},
      {"new directories", directory / "a/b/new", false, true},
      {"below a file", directory / "file/new", false, false},
      {"below a file, deeper", directory / "file/a/new", false, false},
      {"device", "/dev/null", true, true},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(CheckReplaceable(c.path).ok(), c.replaceable) << CheckReplaceable(c.path);
    EXPECT_EQ(CheckAppendable(c.path).ok(), c.appendable) << CheckAppendable(c.path);
  }
  EXPECT_EQ(CheckReplaceable("/nonexistent/port").message(),
            "cannot write `/nonexistent/port`: No such file or directory");
  EXPECT_FALSE(std::filesystem::exists(directory / "new"));
}

}  // namespace
}  // namespace berth
