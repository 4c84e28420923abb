#include "tests/server/http_client.h"

#include <sys/socket.h>
#include <unistd.h>

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace berth {

HttpConnection::HttpConnection(const ListenAddress& address)
    : socket_(socket(address.is_ipv6() ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  timeval patience = {.tv_sec = 20, .tv_usec = 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  const SocketAddress name = ToSocketAddress(address);
  // A connection that fails shows as an answer without a status.
  static_cast<void>(connect(socket_, name.get(), name.size));
}

HttpConnection::~HttpConnection() { close(socket_); }

void HttpConnection::Send(absl::string_view bytes) const {
  static_cast<void>(send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

HttpAnswer HttpConnection::Receive() const {
  std::string text;
  char chunk[4096];
  for (ssize_t bytes; (bytes = recv(socket_, chunk, sizeof(chunk), 0)) > 0;) text.append(chunk, bytes);
  HttpAnswer answer;
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits("\r\n\r\n", 1));
  answer.headers = parts.first;
  answer.body = parts.second;
  const std::vector<std::string> words = absl::StrSplit(parts.first, ' ');
  if (words.size() < 2 || !absl::SimpleAtoi(words[1], &answer.status)) answer.status = 0;
  return answer;
}

HttpAnswer Ask(const ListenAddress& address, const std::string& path, const std::string& method) {
  const HttpConnection connection(address);
  connection.Send(absl::StrCat(method, " ", path, " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  return connection.Receive();
}

HttpAnswer Ask(int port, const std::string& path, const std::string& method) {
  return Ask({.ip = "127.0.0.1", .port = port}, path, method);
}

}  // namespace berth
