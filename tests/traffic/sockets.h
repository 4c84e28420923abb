// The little that the tests do with sockets themselves. Loopback only.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace berth {

// Whether something accepts connections on the loopback port.
bool SomebodyListens(int port);

// A socket that listens on a loopback port of the system's choice, for a child process to inherit.
class ListeningSocket {
 public:
  ListeningSocket();
  ~ListeningSocket();

  ListeningSocket(const ListeningSocket&) = delete;
  ListeningSocket& operator=(const ListeningSocket&) = delete;

  int descriptor() const { return descriptor_; }
  int port() const { return port_; }

 private:
  int descriptor_;
  int port_ = 0;
};

// Sends a line to a Unix socket, and gives all that it answers until it closes; empty if nobody does.
std::string AskUnixSocket(const std::string& path, absl::string_view line);

}  // namespace berth
