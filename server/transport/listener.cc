#include "server/transport/listener.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/time/clock.h"
#include "server/transport/listening_socket.h"

namespace berth {
namespace {

// After the process ran out of file descriptors, and for each connection that was cut: who floods comes back at once.
constexpr absl::Duration kPauseWithoutSockets = absl::Milliseconds(50);
constexpr int64_t kMostPauses = 10;

}  // namespace

absl::StatusOr<std::unique_ptr<Listener>> Listener::Listen(const ListenAddress& address,
                                                           const ConnectionLimits& limits) {
  auto socket = ListenOn(address, kReceiveBufferBytes);
  if (!socket.ok()) return socket.status();
  return std::unique_ptr<Listener>(new Listener(socket->address, socket->descriptor, limits));
}

Listener::Listener(ListenAddress address, int socket, const ConnectionLimits& limits)
    : address_(std::move(address)),
      socket_(socket),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      connections_(limits) {
  for (const int fd : {socket_, wake_, connections_.sweep_fd()}) {
    epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }
}

Listener::~Listener() {
  StopAccepting();
  ending_ = true;
  eventfd_write(wake_, 1);
  if (thread_.joinable()) thread_.join();
  close(wake_);
  close(epoll_);
}

void Listener::Start(std::function<void(int)> on_connection) {
  on_connection_ = std::move(on_connection);
  thread_ = std::thread([this] { Run(); });
}

void Listener::StopAccepting() {
  const std::lock_guard lock(accepting_);
  if (socket_ >= 0) close(std::exchange(socket_, -1));
}

void Listener::Run() {
  while (!ending_) {
    epoll_event event{};
    if (epoll_wait(epoll_, &event, 1, -1) != 1) continue;
    if (event.data.fd == connections_.sweep_fd()) {
      connections_.Sweep();
    } else if (event.data.fd != wake_) {
      Accept();
    }
  }
}

// Returns at once unless connections were cut since the last one was accepted.
void Listener::SlowDownFloods() {
  const int64_t cut = connections_.cut();
  absl::SleepFor(kPauseWithoutSockets * std::min(cut - std::exchange(cut_before_, cut), kMostPauses));
}

void Listener::Accept() {
  SlowDownFloods();
  const std::lock_guard lock(accepting_);
  const int socket = socket_ < 0 ? -1 : accept4(socket_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (socket < 0) {
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) absl::SleepFor(kPauseWithoutSockets);
    return;
  }
  if (!connections_.Add(socket)) {
    close(socket);
    return;
  }
  const int at_once = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof(at_once));
  on_connection_(socket);
}

}  // namespace berth
