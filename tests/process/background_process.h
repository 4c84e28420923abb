// A program that runs beside a test: started, signalled, waited for, and killed
// by its process id when the object goes. What it writes goes to a file. For
// programs that end by themselves, child_process.h is simpler.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace berth {

// Stands in arguments for the process's own directory.
inline constexpr char kDirectory[] = "{directory}";

class BackgroundProcess {
 public:
  // Starts the program `argv[0]`; kDirectory in an argument becomes the directory. Inherits those file descriptors that
  // are not marked to close. One that cannot be started ends with status 127.
  explicit BackgroundProcess(std::vector<std::string> argv);
  ~BackgroundProcess();

  BackgroundProcess(const BackgroundProcess&) = delete;
  BackgroundProcess& operator=(const BackgroundProcess&) = delete;

  void Signal(int signal);
  // Whether it has ended; asks, and does not wait.
  bool HasEnded();
  // Its exit status; nothing after a minute, or if a signal killed it.
  std::optional<int> WaitForExit();
  // What it wrote to stdout and stderr so far. Programs write their logs when they get to it: compare it only after the
  // end, or wait for what must come.
  std::string Output() const;
  // Waits until it has written `text`; false if it ended without, or after a minute.
  bool WaitForOutput(const std::string& text);
  // A directory of its own, which goes with the object.
  const std::string& directory() const { return directory_; }

 private:
  std::string directory_;
  pid_t pid_ = -1;
  int wait_status_ = 0;
};

// The text of a file; empty if it cannot be read.
std::string FileText(const std::string& path);

}  // namespace berth
