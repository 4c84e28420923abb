// HAProxy from Debian in front of two servers, as a child process with the
// configuration in deploy/. Listens on a loopback port that the system chose,
// and says how many calls each server has under way.
#pragma once

#include <array>
#include <memory>
#include <string>

#include "tests/process/background_process.h"

namespace berth {

// Where one server listens; both ports on the loopback interface.
struct Backend {
  int port = 0;
  int admin_port = 0;
};

class Haproxy {
 public:
  explicit Haproxy(const std::array<Backend, 2>& backends);

  int port() const { return port_; }
  // Calls under way at the server (0 or 1); -1 if HAProxy does not say.
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
