// Runs a program as a child with pipes for its three streams, so that a test
// sees it exactly as a shell would. Not for servers that outlive the call.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace berth {

struct ChildOptions {
  // The program's path, and its arguments.
  std::vector<std::string> argv;
  // What it reads from standard input.
  std::string input = {};
  // `NAME=value` pairs that replace the test's own environment. Empty: the test's.
  std::vector<std::string> environment = {};
  // A file that takes standard output instead of the result, such as `/dev/full`. Empty: none.
  std::string output_file = {};
  absl::Duration timeout = absl::Seconds(60);
};

struct ChildResult {
  // Exit status; 128 and the signal's number for a child that a signal ended.
  int exit_status = 0;
  std::string output;
  std::string errors;
  // The child was killed because its time was over.
  bool timed_out = false;
};

// Waits for the end of the child. UNAVAILABLE if it cannot be started. What it writes beyond 64 MiB is dropped.
absl::StatusOr<ChildResult> RunChild(const ChildOptions& options);

}  // namespace berth
