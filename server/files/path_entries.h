// What a path stands for at the moment: the file itself, and the directory
// entries (the name, symbolic links on the way, their targets) that would have to
// change for it to stand for another. Reads no content. Thread-safe.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <vector>

namespace berth {

// Two files of the same identity have, as far as can be told without reading them, the same content. All zero for no
// file.
struct FileIdentity {
  uint64_t device = 0;
  uint64_t inode = 0;
  int64_t size = 0;
  int64_t modified_ns = 0;
  int64_t changed_ns = 0;  // Also tells of new permissions, and of a content with an old date.
  uint32_t mode = 0;

  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

// Of the file that the path leads to.
FileIdentity IdentityOf(const std::string& path);
FileIdentity IdentityOf(int descriptor);

struct PathEntry {
  std::string directory;
  std::string name;
};

// In the order in which they are resolved; the last is the file, or the first one that does not exist.
std::vector<PathEntry> EntriesBehind(const std::string& path);

}  // namespace berth
