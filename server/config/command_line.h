// The words behind the program's name: `--name=value`, `--name value`, `--switch`
// and `--noswitch`; of the same flag the last counts. Abseil's own parser would end
// the process at the first fault.
#pragma once

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "server/config/assignment.h"

namespace berth {

// What the process is asked to do.
enum class ServerAction { kServe, kPrintConfig, kValidateConfig, kHelp, kVersion };

struct CommandLine {
  // Of settings, and of `config`.
  Assignments assignments;
  ServerAction action = ServerAction::kServe;
};

CommandLine ParseServerCommandLine(absl::Span<const std::string> words);

// What --help prints.
std::string HelpText();

}  // namespace berth
