// Values of settings in messages: short, in backquotes, and free of what a
// terminal or a log would take for something else.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace berth {

// UTF-8 without control characters or other invisible ones.
bool IsShowable(absl::string_view text);

// In backquotes, at most 80 bytes of it; with escapes if it is not showable.
std::string Shown(absl::string_view text);

}  // namespace berth
