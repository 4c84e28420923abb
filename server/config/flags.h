// The server's command line, and nothing else: what the values mean is in
// server_config.h.
#pragma once

#include "absl/status/statusor.h"
#include "server/config/server_config.h"

namespace berth {

// Ends the process for --help, --version and flags that do not exist or do not parse. Fails for values that are out of
// range and for arguments that are no flags, with one line for each.
absl::StatusOr<ServerConfig> ReadFlags(int argc, char** argv);

}  // namespace berth
