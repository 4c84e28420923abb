// The real binary as a child process. Ended by its process id when the object
// goes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/process/background_process.h"

namespace berth {

class ServerProcess {
 public:
  // Starts `berth-server` with these arguments; `{directory}` in one becomes the process's own directory.
  explicit ServerProcess(const std::vector<std::string>& arguments);

  // Waits until it serves; 0 if it ended before, or after a minute. Needs to be the only reader of the port file.
  int WaitForPort();
  void Signal(int signal) { process_.Signal(signal); }
  bool HasEnded() { return process_.HasEnded(); }
  // Its exit status; nothing after a minute, or if a signal killed it.
  std::optional<int> WaitForExit() { return process_.WaitForExit(); }
  // What it wrote to stdout and stderr so far. Its log is written by a thread of its own, after the port file and after
  // answers: compare it only after the end, or wait for what must come.
  std::string Output() const { return process_.Output(); }
  // Waits until it has written `text`; false if it ended without, or after a minute.
  bool WaitForOutput(const std::string& text) { return process_.WaitForOutput(text); }
  const std::string& directory() const { return process_.directory(); }

 private:
  BackgroundProcess process_;
};

}  // namespace berth
