// Plain HTTP to the loopback interface, as tests of the admin port need it.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "server/transport/listen_address.h"

namespace berth {

struct HttpAnswer {
  int status = 0;  // 0: no answer.
  std::string headers;
  std::string body;
};

// A connection to 127.0.0.1 or another address of this machine, closed with the object.
class HttpConnection {
 public:
  explicit HttpConnection(int port) : HttpConnection({.ip = "127.0.0.1", .port = port}) {}
  explicit HttpConnection(const ListenAddress& address);
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  void Send(absl::string_view bytes) const;
  // Reads until the server closes.
  HttpAnswer Receive() const;

 private:
  int socket_;
};

HttpAnswer Ask(const ListenAddress& address, const std::string& path, const std::string& method = "GET");
HttpAnswer Ask(int port, const std::string& path, const std::string& method = "GET");

}  // namespace berth
