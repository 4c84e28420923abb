// Settings from environment variables: BERTH_PORT_FILE is port_file. Everything
// else that begins with BERTH_ is a fault, except what Kubernetes puts into every
// container beside a Service that is called berth.
#pragma once

#include <string>

#include "absl/types/span.h"
#include "server/config/assignment.h"

namespace berth {

// From `NAME=value` entries, in any order. Messages name unknown variables and never show their values.
Assignments ParseEnvironment(absl::Span<const std::string> entries);

}  // namespace berth
