// One function for each command: asks, prints, and says how it went. Errors are
// the caller's to print.
#pragma once

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "clients/cli/command_line.h"
#include "clients/cli/console.h"
#include "clients/cli/exit_status.h"

namespace berth {

absl::StatusOr<ExitStatus> RunPlan(const Command& command, Console& console);
absl::StatusOr<ExitStatus> RunResolve(const Command& command, Console& console);
absl::StatusOr<ExitStatus> RunCheck(const Command& command, Console& console);
absl::StatusOr<ExitStatus> RunList(const Command& command, Console& console);
absl::StatusOr<ExitStatus> RunCatalogCheck(const Command& command, Console& console);
absl::StatusOr<ExitStatus> RunCatalogPrint(const Command& command, Console& console);
absl::StatusOr<ExitStatus> RunCatalogDiff(const Command& command, Console& console);
absl::StatusOr<ExitStatus> RunCatalogInfo(const Command& command, Console& console);
absl::StatusOr<ExitStatus> RunCompletion(const Command& command, Console& console);
absl::StatusOr<ExitStatus> RunHelp(const Command& command, Console& console);

// The whole of `berth`: parses `words` (without the program's name), runs the command, prints its error.
ExitStatus RunBerth(absl::Span<const std::string> words, Console& console);

}  // namespace berth
