#include "server/transport/listening_socket.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace berth {
namespace {

constexpr int kBacklog = 1024;

absl::Status CannotListen(const ListenAddress& address, int error) {
  std::string reason = std::generic_category().message(error);
  reason.front() = absl::ascii_tolower(reason.front());
  return absl::UnavailableError(absl::StrCat("cannot listen on ", address.ToString(), ": ", reason));
}

void SetOption(int socket, int option, int value) { setsockopt(socket, SOL_SOCKET, option, &value, sizeof(value)); }

}  // namespace

absl::StatusOr<ListeningSocket> ListenOn(const ListenAddress& address, int receive_buffer_bytes) {
  SocketAddress name = ToSocketAddress(address);
  const int socket = ::socket(name.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket < 0) return CannotListen(address, errno);
  SetOption(socket, SO_REUSEADDR, 1);
  if (receive_buffer_bytes > 0) SetOption(socket, SO_RCVBUF, receive_buffer_bytes);
  if (bind(socket, name.get(), name.size) != 0 || listen(socket, kBacklog) != 0 ||
      getsockname(socket, name.get(), &name.size) != 0) {
    const int error = errno;
    close(socket);
    return CannotListen(address, error);
  }
  return ListeningSocket{.descriptor = socket, .address = {.ip = address.ip, .port = PortOf(name)}};
}

}  // namespace berth
