#include "server/files/bounded_read.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "server/files/path_entries.h"

namespace berth {
namespace {

constexpr size_t kChunkBytes = size_t{64} << 10;

absl::Status Unreadable(const std::string& path, int error) {
  return absl::NotFoundError(absl::StrCat("cannot read `", path, "`: ", std::generic_category().message(error)));
}

// Chunk by chunk, since pipes and devices do not tell their size.
absl::StatusOr<std::string> ReadAll(const std::string& path, std::FILE* file, size_t max_bytes) {
  std::string text;
  const auto chunk = std::make_unique<char[]>(kChunkBytes);
  while (const size_t bytes = std::fread(chunk.get(), 1, kChunkBytes, file)) {
    text.append(chunk.get(), bytes);
    if (text.size() > max_bytes) {
      return absl::OutOfRangeError(absl::StrCat("`", path, "` is larger than ", max_bytes >> 20, " MiB"));
    }
  }
  if (std::ferror(file) != 0) return Unreadable(path, errno);
  return text;
}

}  // namespace

absl::StatusOr<std::string> ReadTextFile(const std::string& path, size_t max_bytes, FileKind kind) {
  // A pipe that nobody writes would otherwise hold up its reader for good.
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | (kind == FileKind::kRegular ? O_NONBLOCK : 0));
  if (descriptor < 0) return Unreadable(path, errno);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(fdopen(descriptor, "r"), &std::fclose);
  if (file == nullptr) return Unreadable(path, errno);
  if (kind == FileKind::kAny) return ReadAll(path, file.get(), max_bytes);

  const FileIdentity before = IdentityOf(descriptor);
  if (S_ISDIR(before.mode)) return Unreadable(path, EISDIR);
  if (!S_ISREG(before.mode)) return absl::InvalidArgumentError(absl::StrCat("`", path, "` is no regular file"));
  absl::StatusOr<std::string> text = ReadAll(path, file.get(), max_bytes);
  if (text.ok() && IdentityOf(descriptor) != before) {
    return absl::AbortedError(absl::StrCat("`", path, "` changed while it was being read"));
  }
  return text;
}

}  // namespace berth
