// Whether a file could be written at a path, found out without writing: so that a server that cannot write says so
// before it serves. What changes afterwards, and disks that fill up, show only when it is written.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace berth {

// Whether a new file can be renamed to `path`. UNAVAILABLE, with the system's reason, if not.
absl::Status CheckReplaceable(const std::string& path);

// Whether `path` can be appended to, or be made together with the directories that lead to it. Errors as above.
absl::Status CheckAppendable(const std::string& path);

}  // namespace berth
