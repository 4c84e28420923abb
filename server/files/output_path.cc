#include "server/files/output_path.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace berth {
namespace {

using std::filesystem::path;

absl::Status CannotWrite(const std::string& path, int error) {
  return absl::UnavailableError(
      absl::StrCat("cannot write `", absl::Utf8SafeCHexEscape(path), "`: ", std::generic_category().message(error)));
}

path DirectoryOf(const path& file) {
  const path directory = file.parent_path();
  return directory.empty() ? path(".") : directory;
}

// 0, or why no file can be made in it.
int ErrorOfDirectory(const path& directory) {
  std::error_code error;
  if (std::filesystem::status(directory, error).type() == std::filesystem::file_type::not_found) return ENOENT;
  if (error) return error.value();
  if (!std::filesystem::is_directory(directory, error)) return ENOTDIR;
  return access(directory.c_str(), W_OK | X_OK) == 0 ? 0 : errno;
}

}  // namespace

absl::Status CheckReplaceable(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return CannotWrite(path, EISDIR);
  const int reason = ErrorOfDirectory(DirectoryOf(path));
  return reason == 0 ? absl::OkStatus() : CannotWrite(path, reason);
}

absl::Status CheckAppendable(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return CannotWrite(path, EISDIR);
  if (std::filesystem::exists(path, error)) {
    return access(path.c_str(), W_OK) == 0 ? absl::OkStatus() : CannotWrite(path, errno);
  }
  std::filesystem::path directory = DirectoryOf(path);
  int reason = ErrorOfDirectory(directory);
  while (reason == ENOENT && directory != DirectoryOf(directory)) {
    directory = DirectoryOf(directory);
    reason = ErrorOfDirectory(directory);
  }
  return reason == 0 ? absl::OkStatus() : CannotWrite(path, reason);
}

}  // namespace berth
