// A directory of a test's own, gone with all that is in it at the end.
#pragma once

#include <filesystem>
#include <string>

#include "absl/strings/string_view.h"

namespace berth {

class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();

  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string operator/(absl::string_view name) const { return (path_ / std::string(name)).string(); }

 private:
  std::filesystem::path path_;
};

// In place, or makes the file.
void WriteTo(const std::string& path, absl::string_view text);
// By a rename over it, so that readers see the old text or the new one.
void ReplaceBy(const std::string& path, absl::string_view text);

}  // namespace berth
