// The real binary as a child process. Ended by its process id when the object
// goes.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace berth {

class ServerProcess {
 public:
  // Starts `berth-server` with these arguments.
  explicit ServerProcess(const std::vector<std::string>& arguments);
  ~ServerProcess();

  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // Waits until it serves; 0 if it ended before, or after ten seconds. Needs to be the only reader of the port file.
  int WaitForPort();
  void Signal(int signal);
  // Its exit status; nothing after twenty seconds, or if a signal killed it.
  std::optional<int> WaitForExit();
  // What it wrote to stdout and stderr so far.
  std::string Output() const;

 private:
  bool Reap(int options);

  std::string directory_;
  pid_t pid_ = -1;
  int wait_status_ = 0;
};

}  // namespace berth
