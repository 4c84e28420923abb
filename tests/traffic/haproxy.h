// HAProxy from Debian in front of some servers, as a child process: it listens
// on a loopback port that the system chose, asks each server's `/readyz`, and
// says how many calls each has under way. For tests only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/process/background_process.h"

namespace berth {

// Where one server listens; both ports on the loopback interface.
struct Backend {
  int port = 0;
  int admin_port = 0;
};

class Haproxy {
 public:
  explicit Haproxy(const std::vector<Backend>& backends);

  int port() const { return port_; }
  // Calls of the server under way, as HAProxy sees it; -1 if it does not say.
  int UnderWay(int backend) const;
  // Whether it sends calls to the server.
  bool Uses(int backend) const;
  std::string Output() const { return process_->Output(); }

 private:
  // A column of `show stat`; empty if there is none.
  std::string Statistic(int backend, const std::string& column) const;

  int port_ = 0;
  std::unique_ptr<BackgroundProcess> process_;
};

}  // namespace berth
