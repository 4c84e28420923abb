// Errors for people, the same whether they come from a server, from this
// process, or from the command line itself.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "clients/cli/exit_status.h"

namespace berth {

// All that is wrong, one line for each violation of a report. `status` must not be OK.
std::string RenderError(const absl::Status& status);

// How `berth` ends on the error.
ExitStatus ExitStatusOf(const absl::Status& status);

}  // namespace berth
