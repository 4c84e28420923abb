// The names under which a model runs.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace berth {

// A DNS label for a model id: lower case, every run of other characters than `[a-z0-9-]` a single `-`. Different ids
// never share a name: `@scope/owner/name` with plain scope and owner is its own inverse, and anything else, or what is
// longer than 63 characters, is cut and ends in 8 hexadecimal digits of the id's SHA-256.
std::string ApplicationName(absl::string_view model_id);

}  // namespace berth
