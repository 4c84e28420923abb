// Remembers in an error which file it came from, until it is printed.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace berth {

// `status` with the name of the file at fault; `-` is standard input. OK stays OK.
absl::Status WithSource(absl::Status status, absl::string_view file);

// The name, in backquotes where it is a file's; empty if the error came from no file.
std::string SourceOf(const absl::Status& status);

}  // namespace berth
