// What a command reads from and writes to, how it ends, and the files that it
// reads. Documents go to `out`, everything else to `err`.
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

// How `berth` ends; `berth help` and docs say the same.
enum class ExitStatus {
  // Answered, and the answer is good: feasible, found, valid, no difference.
  kYes = 0,
  // Not answered: no server, no file, no disk, or a fault of the server's own.
  kBroken = 1,
  // Not answered because the question is wrong: usage, request, catalog.
  kRefused = 2,
  // Answered, and the answer is no: infeasible, nothing found, catalogs differ.
  kNo = 3,
  // Answered, and the account may not use the resource.
  kDenied = 4,
};

// The whole of a file, or of `console.in` for `-`. INVALID_ARGUMENT if it is larger than `max_bytes` or would have to
// be typed; UNAVAILABLE if it cannot be read.
absl::StatusOr<std::string> ReadInput(absl::string_view file, size_t max_bytes, Console& console);

}  // namespace berth
