#include "server/catalog/catalog_reloader.h"

#include <utility>

#include "server/catalog/catalog_file.h"
#include "spdlog/spdlog.h"

namespace berth {

CatalogReloader::CatalogReloader(std::string path, CatalogHolder& holder, OnResult on_result)
    : path_(std::move(path)), holder_(holder), on_result_(std::move(on_result)) {}

FileVerdict CatalogReloader::Reload(FileEvent event) {
  auto catalog = ReadCatalog(path_, FileKind::kRegular);
  if (!catalog.ok()) return Refuse(event, catalog.status());
  last_refusal_ = absl::OkStatus();
  const std::string old_revision = holder_.Snapshot()->revision();
  const std::string revision = (*catalog)->revision();
  if (revision == old_revision) {
    spdlog::info("catalog `{}` says the same as before: revision {}", path_, revision);
    on_result_(ReloadResult::kUnchanged, absl::OkStatus());
    return FileVerdict::kSettled;
  }
  holder_.Replace(*std::move(catalog));
  spdlog::info("catalog `{}` is in force: revision {}, before {}", path_, revision, old_revision);
  on_result_(ReloadResult::kLoaded, absl::OkStatus());
  return FileVerdict::kSettled;
}

FileVerdict CatalogReloader::Refuse(FileEvent event, const absl::Status& status) {
  // What kept the file from being read may go by itself; its faults go with its next change.
  const bool unread = absl::IsNotFound(status) || absl::IsAborted(status);
  const FileVerdict verdict = unread ? FileVerdict::kTryAgain : FileVerdict::kSettled;
  if (event == FileEvent::kRetried && status == last_refusal_) return verdict;
  last_refusal_ = status;
  LogCatalogFaults(path_, status);
  spdlog::error("catalog `{}` is refused: revision {} stays in force", path_, holder_.Snapshot()->revision());
  on_result_(ReloadResult::kRefused, status);
  return verdict;
}

}  // namespace berth
