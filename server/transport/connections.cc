#include "server/transport/connections.h"

#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <utility>
#include <vector>

#include "server/transport/listen_address.h"

namespace berth {
namespace {

// Resets the connection and throws away what was received and not yet read: gRPC would read all of it first.
void Disconnect(int socket) {
  sockaddr none{};
  none.sa_family = AF_UNSPEC;
  if (connect(socket, &none, sizeof(none)) != 0) shutdown(socket, SHUT_RDWR);
}

int UnreadBytes(int socket) {
  int unread = 0;
  return ioctl(socket, FIONREAD, &unread) == 0 ? unread : 0;
}

// What the process has read from the socket since it was opened, give or take what arrives meanwhile. 0 if the system
// does not say.
int64_t ReadBytes(int socket) {
  tcp_info info{};
  socklen_t size = sizeof(info);
  if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return 0;
  return static_cast<int64_t>(info.tcpi_bytes_received) - UnreadBytes(socket);
}

}  // namespace

Connections::Connections(const ConnectionLimits& limits) : limits_(limits), epoll_(epoll_create1(EPOLL_CLOEXEC)) {}

Connections::~Connections() {
  for (const auto& [id, connection] : connections_) close(connection.socket);
  close(epoll_);
}

bool Connections::Add(int socket) {
  SocketAddress address;
  const bool has_peer = getpeername(socket, address.get(), &address.size) == 0;
  const int duplicate = has_peer ? fcntl(socket, F_DUPFD_CLOEXEC, 0) : -1;
  const std::lock_guard lock(mutex_);
  if (duplicate < 0 || static_cast<int>(connections_.size()) >= limits_.max_open) {
    if (duplicate >= 0) close(duplicate);
    refused_.fetch_add(1, std::memory_order_relaxed);
    return false;
  }
  const uint64_t id = next_id_++;
  Connection& connection = connections_[id];
  connection = {.socket = duplicate,
                .peer = PeerName(address),
                .budget = static_cast<double>(limits_.max_abandoned_calls_per_second),
                .filled_at = absl::InfinitePast()};
  ids_by_peer_[connection.peer] = id;
  // No events but those that are always told: error, and both directions shut.
  epoll_event event{.events = 0, .data = {.u64 = id}};
  epoll_ctl(epoll_, EPOLL_CTL_ADD, duplicate, &event);
  accepted_.fetch_add(1, std::memory_order_relaxed);
  open_.store(static_cast<int64_t>(connections_.size()), std::memory_order_relaxed);
  return true;
}

void Connections::OnAbandonedCall(const std::string& peer, absl::Time now) {
  if (limits_.max_abandoned_calls_per_second == 0) return;
  const std::lock_guard lock(mutex_);
  const auto id = ids_by_peer_.find(peer);
  if (id == ids_by_peer_.end()) return;
  Connection& connection = connections_[id->second];
  if (connection.cut) return;
  const double rate = limits_.max_abandoned_calls_per_second;
  const double elapsed = std::max(0.0, absl::ToDoubleSeconds(now - std::exchange(connection.filled_at, now)));
  connection.budget = std::min(connection.budget + rate * elapsed, rate) - 1;
  if (connection.budget >= 0) return;
  Cut(connection);
}

void Connections::Cut(Connection& connection) {
  connection.cut = true;
  cut_.fetch_add(1, std::memory_order_relaxed);
  Disconnect(connection.socket);
}

void Connections::MeasureRead() {
  const std::lock_guard lock(mutex_);
  for (auto& [id, connection] : connections_) {
    connection.read_bytes = ReadBytes(connection.socket);
    connection.answers_before = connection.answers;
  }
}

void Connections::OnAnswer(const std::string& peer) {
  const std::lock_guard lock(mutex_);
  const auto id = ids_by_peer_.find(peer);
  if (id != ids_by_peer_.end()) ++connections_[id->second].answers;
}

void Connections::CutMostRead(int count, int64_t least, int64_t per_answer) {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<int64_t, Connection*>> read;
  for (auto& [id, connection] : connections_) {
    if (connection.cut) continue;
    const int64_t bytes = ReadBytes(connection.socket) - connection.read_bytes;
    const int64_t answers = connection.answers - connection.answers_before;
    if (bytes >= least && bytes > answers * per_answer) read.emplace_back(bytes, &connection);
  }
  std::sort(read.begin(), read.end(), std::greater<>());
  if (static_cast<int>(read.size()) > count) read.resize(count);
  for (const auto& [bytes, connection] : read) Cut(*connection);
}

void Connections::CutFull() {
  const std::lock_guard lock(mutex_);
  for (auto& [id, connection] : connections_) {
    if (!connection.cut && UnreadBytes(connection.socket) >= kReceiveBufferBytes) Cut(connection);
  }
}

void Connections::Sweep() {
  std::array<epoll_event, 64> events;
  const int count = epoll_wait(epoll_, events.data(), events.size(), 0);
  const std::lock_guard lock(mutex_);
  for (int i = 0; i < count; ++i) {
    const auto found = connections_.find(events[i].data.u64);
    if (found == connections_.end()) continue;
    const Connection& connection = found->second;
    // Before it is closed: the registration would live on, as gRPC's own descriptor does.
    epoll_ctl(epoll_, EPOLL_CTL_DEL, connection.socket, nullptr);
    close(connection.socket);
    // The port may have been taken by a newer connection already.
    const auto id = ids_by_peer_.find(connection.peer);
    if (id != ids_by_peer_.end() && id->second == found->first) ids_by_peer_.erase(id);
    connections_.erase(found);
  }
  open_.store(static_cast<int64_t>(connections_.size()), std::memory_order_relaxed);
}

}  // namespace berth
