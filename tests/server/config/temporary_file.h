// A file with a text, as long as the object lives.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace berth {

class TemporaryFile {
 public:
  explicit TemporaryFile(absl::string_view text) {
    static int count = 0;
    path_ = absl::StrCat(testing::TempDir(), "/berth.", getpid(), ".", ++count, ".yaml");
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~TemporaryFile() { static_cast<void>(std::remove(path_.c_str())); }

  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace berth
