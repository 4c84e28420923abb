// Puts changed certificates and keys into force, once they fit together. Until
// they do (they are separate files, which change one after the other) the old
// ones stay. Does not watch: FileWatcher calls it. One call at a time.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "server/files/file_watcher.h"
#include "server/files/reload.h"
#include "server/tls/tls_holder.h"

namespace berth {

// Says what is in force, and warns of what is odd about it.
void LogTlsIdentity(const TlsPaths& paths, const TlsIdentity& identity);

class TlsReloader {
 public:
  // With the identity in force afterwards. The status is OK unless the files were refused.
  using OnResult = std::function<void(ReloadResult, const absl::Status&, const TlsIdentity&)>;

  // The holder must outlive the reloader.
  TlsReloader(TlsPaths paths, TlsHolder& holder, OnResult on_result);

  // Logs the faults and tells the result, unless nobody asked and it is the same fault again.
  FileVerdict Reload(FileEvent event);

 private:
  const TlsPaths paths_;
  TlsHolder& holder_;
  const OnResult on_result_;
  absl::Status last_refusal_;
};

}  // namespace berth
