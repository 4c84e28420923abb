#include "server/catalog/catalog_file.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "core/catalog/catalog_loader.h"

namespace berth {
namespace {

constexpr size_t kChunkBytes = size_t{64} << 10;

absl::Status Unreadable(const std::string& path, int error) {
  return absl::NotFoundError(absl::StrCat("cannot read `", path, "`: ", std::generic_category().message(error)));
}

// Chunk by chunk, since pipes and devices do not tell their size.
absl::StatusOr<std::string> ReadText(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"), &std::fclose);
  if (file == nullptr) return Unreadable(path, errno);
  std::string text;
  char chunk[kChunkBytes];
  while (const size_t bytes = std::fread(chunk, 1, sizeof(chunk), file.get())) {
    text.append(chunk, bytes);
    if (text.size() > kMaxCatalogBytes) {
      return absl::OutOfRangeError(absl::StrCat("`", path, "` is larger than ", kMaxCatalogBytes >> 20,
                                                " MiB, the most that a catalog may have"));
    }
  }
  if (std::ferror(file.get()) != 0) return Unreadable(path, errno);
  return text;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const CatalogIndex>> ReadCatalog(const std::string& path) {
  if (path.empty()) return LoadCatalog(DefaultCatalogText());
  const absl::StatusOr<std::string> text = ReadText(path);
  if (!text.ok()) return text.status();
  return LoadCatalog(*text);
}

}  // namespace berth
