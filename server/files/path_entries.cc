#include "server/files/path_entries.h"

#include <deque>
#include <filesystem>
#include <system_error>

namespace berth {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kNanosecondsPerSecond = 1'000'000'000;
// As many as Linux follows.
constexpr int kMaxLinks = 40;

int64_t Nanoseconds(const timespec& time) { return time.tv_sec * kNanosecondsPerSecond + time.tv_nsec; }

FileIdentity IdentityFrom(const struct stat& file) {
  return {.device = file.st_dev,
          .inode = file.st_ino,
          .size = file.st_size,
          .modified_ns = Nanoseconds(file.st_mtim),
          .changed_ns = Nanoseconds(file.st_ctim),
          .mode = file.st_mode};
}

}  // namespace

FileIdentity IdentityOf(const std::string& path) {
  struct stat file = {};
  return stat(path.c_str(), &file) == 0 ? IdentityFrom(file) : FileIdentity();
}

FileIdentity IdentityOf(int descriptor) {
  struct stat file = {};
  return fstat(descriptor, &file) == 0 ? IdentityFrom(file) : FileIdentity();
}

std::vector<PathEntry> EntriesBehind(const std::string& path) {
  std::vector<PathEntry> entries;
  const fs::path whole(path);
  fs::path directory = whole.is_absolute() ? "/" : ".";
  const fs::path relative = whole.relative_path();
  std::deque<fs::path> rest(relative.begin(), relative.end());
  int links = 0;
  while (!rest.empty()) {
    const fs::path name = rest.front();
    rest.pop_front();
    if (name.empty() || name == ".") continue;
    std::error_code error;
    const fs::path here = directory / name;
    const fs::file_type type = fs::symlink_status(here, error).type();
    if (type == fs::file_type::directory && !rest.empty()) {
      directory = here;
      continue;
    }
    entries.push_back({directory.string(), name.string()});
    if (type != fs::file_type::symlink || ++links > kMaxLinks) break;
    const fs::path target = fs::read_symlink(here, error);
    const fs::path onward = target.relative_path();
    rest.insert(rest.begin(), onward.begin(), onward.end());
    if (target.is_absolute()) directory = "/";
  }
  return entries;
}

}  // namespace berth
