// The configuration file: a YAML mapping of settings to values, where
// allowed_callers is a mapping of methods to lists. Does not know what values
// mean; does not watch the file.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "server/config/assignment.h"

namespace berth {

// Reads at most 1 MiB. A text that is not YAML, or has a key twice, has one fault with its line; otherwise there is one
// for each entry that is wrong.
Assignments ReadConfigFile(const std::string& path);

// The same for a text; `path` is for messages.
Assignments ParseConfigFile(absl::string_view path, absl::string_view text);

}  // namespace berth
