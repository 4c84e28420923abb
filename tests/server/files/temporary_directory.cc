#include "tests/server/files/temporary_directory.h"

#include <cstdlib>
#include <fstream>

#include "gtest/gtest.h"

namespace berth {

TemporaryDirectory::TemporaryDirectory() {
  std::string name = testing::TempDir() + "/berth.XXXXXX";
  EXPECT_NE(mkdtemp(name.data()), nullptr) << name;
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
}

void WriteTo(const std::string& path, absl::string_view text) { std::ofstream(path, std::ios::binary) << text; }

void ReplaceBy(const std::string& path, absl::string_view text) {
  WriteTo(path + ".new", text);
  std::filesystem::rename(path + ".new", path);
}

}  // namespace berth
