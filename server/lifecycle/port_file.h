// Tells scripts which port the server got.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace berth {

// Writes the port and a line break, so that readers see all of it or no file.
absl::Status WritePortFile(const std::string& path, int port);

}  // namespace berth
