// Help and completion, made from the rows of command_table.h.
#pragma once

#include <string>

#include "clients/cli/command_table.h"

namespace berth {

// All commands, and how `berth` ends.
std::string OverviewHelp();

// One command with its options.
std::string VerbHelp(Verb verb);

// A completion script for bash.
std::string BashCompletion();

}  // namespace berth
