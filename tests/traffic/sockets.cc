#include "tests/traffic/sockets.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>

namespace berth {
namespace {

constexpr int kBacklog = 1024;

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

template <class Address>
const sockaddr* Generic(const Address& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

}  // namespace

bool SomebodyListens(int port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(port);
  const bool connected = connect(descriptor, Generic(address), sizeof(address)) == 0;
  close(descriptor);
  return connected;
}

ListeningSocket::ListeningSocket() : descriptor_(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  if (bind(descriptor_, Generic(address), size) != 0 || listen(descriptor_, kBacklog) != 0) return;
  getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
}

ListeningSocket::~ListeningSocket() { close(descriptor_); }

std::string AskUnixSocket(const std::string& path, absl::string_view line) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) return "";
  path.copy(address.sun_path, path.size());
  const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::string answer;
  if (connect(descriptor, Generic(address), sizeof(address)) == 0 &&
      send(descriptor, line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size())) {
    std::array<char, 4096> chunk;
    for (ssize_t got = 0; (got = read(descriptor, chunk.data(), chunk.size())) > 0;) {
      answer.append(chunk.data(), static_cast<size_t>(got));
    }
  }
  close(descriptor);
  return answer;
}

}  // namespace berth
