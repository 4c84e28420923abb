// What a command reads from and writes to, and the files that it reads. Documents
// go to `out`, everything else to `err`.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace berth {

struct Console {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  // Whether a person would have to type what is read from `in`.
  bool in_is_terminal = false;
};

// The whole of a file, or of `console.in` for `-`. INVALID_ARGUMENT if it is larger than `max_bytes` or would have to
// be typed; UNAVAILABLE if it cannot be read.
absl::StatusOr<std::string> ReadInput(absl::string_view file, size_t max_bytes, Console& console);

}  // namespace berth
