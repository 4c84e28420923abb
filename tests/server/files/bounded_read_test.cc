#include "server/files/bounded_read.h"

#include <sys/stat.h>

#include <vector>

#include "gtest/gtest.h"
#include "tests/server/files/temporary_directory.h"

namespace berth {
namespace {

constexpr size_t kMebibyte = size_t{1} << 20;

TEST(BoundedReadTest, ReadsAsMuchAsIsAllowed) {
  const TemporaryDirectory directory;
  for (const std::string& text : {std::string(), std::string("a\0b\n", 4), std::string(kMebibyte, 'x')}) {
    SCOPED_TRACE(text.size());
    WriteTo(directory / "file", text);
    EXPECT_EQ(*ReadTextFile(directory / "file", kMebibyte, FileKind::kAny), text);
    EXPECT_EQ(*ReadTextFile(directory / "file", kMebibyte, FileKind::kRegular), text);
  }
}

TEST(BoundedReadTest, SaysWhatIsWrong) {
  const TemporaryDirectory directory;
  WriteTo(directory / "large", std::string(kMebibyte + 1, 'x'));
  ASSERT_EQ(mkfifo((directory / "pipe").c_str(), 0600), 0);
  struct Case {
    const char* name;
    std::string path;
    FileKind kind;
    std::string message;
  };
  const std::vector<Case> cases = {
      {"missing", "/nonexistent/x", FileKind::kAny, "cannot read `/nonexistent/x`: No such file or directory"},
      {"missing regular", "/nonexistent/x", FileKind::kRegular,
       "cannot read `/nonexistent/x`: No such file or directory"},
      {"directory", "/", FileKind::kAny, "cannot read `/`: Is a directory"},
      {"directory as regular", "/", FileKind::kRegular, "cannot read `/`: Is a directory"},
      {"large", directory / "large", FileKind::kRegular, "`" + directory / "large" + "` is larger than 1 MiB"},
      {"endless", "/dev/zero", FileKind::kAny, "`/dev/zero` is larger than 1 MiB"},
      {"device as regular", "/dev/zero", FileKind::kRegular, "`/dev/zero` is no regular file"},
      {"pipe without a writer", directory / "pipe", FileKind::kRegular,
       "`" + directory / "pipe" + "` is no regular file"},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    EXPECT_EQ(ReadTextFile(test.path, kMebibyte, test.kind).status().message(), test.message);
  }
}

}  // namespace
}  // namespace berth
