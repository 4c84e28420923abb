// Puts a changed catalog file into force: reads it, has core validate all of it,
// and only then replaces the catalog that is served. On any fault the old one
// stays. Does not watch: FileWatcher calls it. One call at a time.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "server/catalog/catalog_holder.h"
#include "server/files/file_watcher.h"
#include "server/files/reload.h"

namespace berth {

class CatalogReloader {
 public:
  // The status is OK unless the catalog was refused.
  using OnResult = std::function<void(ReloadResult, const absl::Status&)>;

  // `path` names a file: the compiled-in catalog never changes. The holder must outlive the reloader.
  CatalogReloader(std::string path, CatalogHolder& holder, OnResult on_result);

  // Logs the faults and tells the result, unless nobody asked and it is the same fault again.
  FileVerdict Reload(FileEvent event);

 private:
  FileVerdict Refuse(FileEvent event, const absl::Status& status);

  const std::string path_;
  CatalogHolder& holder_;
  const OnResult on_result_;
  absl::Status last_refusal_;
};

}  // namespace berth
