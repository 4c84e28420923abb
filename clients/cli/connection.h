// How `berth` reaches its server: what the options of a connection say, and what
// they may lack when nobody answers.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/command_line.h"
#include "clients/cli/console.h"
#include "clients/cpp/placement_client.h"

namespace berth {

// Reads the files of `--tls-ca`, `--tls-cert` and `--tls-key`. INVALID_ARGUMENT if options miss one another or a file
// holds something else; UNAVAILABLE if it cannot be read.
absl::StatusOr<PlacementClientOptions> ConnectionOptions(const Command& command, Console& console);

// Which option may help a connection that failed with gRPC's `message`; empty if none comes to mind.
absl::string_view ConnectionHint(absl::string_view message, bool uses_tls);

}  // namespace berth
