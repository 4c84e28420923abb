// Reads small files whole: catalogs, certificates, configuration. Refuses what is
// too large before it fills memory. Does not look at the content. Thread-safe.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace berth {

enum class FileKind {
  kAny,      // Pipes and devices too: waits for whoever writes them.
  kRegular,  // Never waits, and fails (ABORTED) if the file changes while it is being read.
};

// At most `max_bytes`, whole MiB. Errors name the path, and are for people.
absl::StatusOr<std::string> ReadTextFile(const std::string& path, size_t max_bytes, FileKind kind);

}  // namespace berth
