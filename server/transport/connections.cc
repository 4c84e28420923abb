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
#include <utility>

#include "server/transport/listen_address.h"

namespace berth {
namespace {

// Looks before a connection is judged: for a burst of calls to be read and handed over.
constexpr int64_t kPatience = 6;
// Looks after which it is looked at anew: calls excuse what comes with them, and not what comes after them.
constexpr int64_t kMemory = 40;
// Who sends no faster than is read has little or nothing to read now and then.
constexpr int64_t kMissCosts = 2;
constexpr int64_t kLittle = 4 << 10;
// What every connection is sent at its start.
constexpr int64_t kGreeting = 64;

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

void Watch(int epoll, int socket, uint32_t events, uint64_t id) {
  epoll_event event{.events = events, .data = {.u64 = id}};
  epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
}

}  // namespace

Connections::Connections(const ConnectionLimits& limits)
    : limits_(limits), ended_(epoll_create1(EPOLL_CLOEXEC)), unread_(epoll_create1(EPOLL_CLOEXEC)) {}

Connections::~Connections() {
  for (const auto& [id, connection] : connections_) close(connection.socket);
  close(ended_);
  close(unread_);
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
  Watch(ended_, duplicate, 0, id);
  Watch(unread_, duplicate, EPOLLIN, id);
  accepted_.fetch_add(1, std::memory_order_relaxed);
  open_.store(static_cast<int64_t>(connections_.size()), std::memory_order_relaxed);
  return true;
}

void Connections::OnAbandonedCall(const std::string& peer, absl::Time now) {
  if (limits_.max_abandoned_calls_per_second == 0) return;
  const std::lock_guard lock(mutex_);
  Connection* const found = Find(peer);
  if (found == nullptr || found->cut) return;
  Connection& connection = *found;
  const double rate = limits_.max_abandoned_calls_per_second;
  const double elapsed = std::max(0.0, absl::ToDoubleSeconds(now - std::exchange(connection.filled_at, now)));
  connection.budget = std::min(connection.budget + rate * elapsed, rate) - 1;
  if (connection.budget >= 0) return;
  Cut(connection);
}

void Connections::Cut(Connection& connection) {
  connection.cut = true;
  connection.suspected.reset();
  cut_.fetch_add(1, std::memory_order_relaxed);
  Disconnect(connection.socket);
}

void Connections::OnMessage(const std::string& peer, size_t bytes) {
  const std::lock_guard lock(mutex_);
  if (Connection* const connection = Find(peer)) connection->messages += static_cast<int64_t>(bytes);
}

void Connections::OnAnswer(const std::string& peer) {
  const std::lock_guard lock(mutex_);
  if (Connection* const connection = Find(peer)) ++connection->answers;
}

Connections::Connection* Connections::Find(const std::string& peer) {
  const auto id = ids_by_peer_.find(peer);
  return id == ids_by_peer_.end() ? nullptr : &connections_[id->second];
}

bool Connections::CutFloods(absl::Time now, absl::Time caught_up) {
  const std::lock_guard lock(mutex_);
  with_unread_.resize(std::max<size_t>(connections_.size(), 1));
  const int count = epoll_wait(unread_, with_unread_.data(), static_cast<int>(with_unread_.size()), 0);
  ++look_;
  bool has_suspects = false;
  for (int i = 0; i < count; ++i) {
    const auto found = connections_.find(with_unread_[static_cast<size_t>(i)].data.u64);
    if (found == connections_.end() || found->second.cut) continue;
    Connection& connection = found->second;
    if (const int unread = UnreadBytes(connection.socket); unread > kLittle) {
      Take({now, TrafficOf(connection, unread)}, connection);
      Judge(connection, caught_up);
      has_suspects |= connection.suspected.has_value();
    }
  }
  return has_suspects;
}

void Connections::Take(const Look& look, Connection& connection) const {
  const int64_t missed = look_ - std::exchange(connection.last_number, look_) - 1;
  connection.looks -= kMissCosts * missed;
  connection.last = look;
  if (connection.looks++ <= 0) StartAnew(connection);
}

void Connections::StartAnew(Connection& connection) {
  connection.looks = 1;
  connection.sent_before = connection.first.traffic.sent;
  connection.first = connection.last;
  connection.suspected.reset();
}

void Connections::Judge(Connection& connection, absl::Time caught_up) {
  if (connection.looks <= kPatience) return;
  // Leave to send on may have been given for more than is read in a while.
  Look first = connection.first;
  first.traffic.sent = connection.sent_before;
  if (!connection.suspected.has_value()) {
    const Look& last = connection.last;
    if (IsFlood(last.traffic - first.traffic, last.at - first.at)) {
      connection.suspected = last;
    } else if (connection.looks > kMemory) {
      StartAnew(connection);
    }
    return;
  }
  if (caught_up < connection.suspected->at) return;
  // What was read until then, and what came of it until now.
  Traffic traffic = connection.last.traffic;
  traffic.read = connection.suspected->traffic.read;
  if (IsFlood(traffic - first.traffic, connection.suspected->at - first.at)) {
    Cut(connection);
  } else {
    StartAnew(connection);
  }
}

Traffic Connections::TrafficOf(const Connection& connection, int unread) {
  tcp_info info{};
  socklen_t size = sizeof(info);
  // Read is what arrived and is no longer there, give or take what arrives meanwhile.
  if (getsockopt(connection.socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return {};
  return {.read = static_cast<int64_t>(info.tcpi_bytes_received) - unread,
          .messages = connection.messages,
          .answers = connection.answers,
          .sent = std::max<int64_t>(static_cast<int64_t>(info.tcpi_bytes_acked) - kGreeting, 0)};
}

void Connections::Sweep() {
  std::array<epoll_event, 64> events;
  const int count = epoll_wait(ended_, events.data(), events.size(), 0);
  const std::lock_guard lock(mutex_);
  for (int i = 0; i < count; ++i) {
    const auto found = connections_.find(events[i].data.u64);
    if (found == connections_.end()) continue;
    const Connection& connection = found->second;
    // Before it is closed: the registrations would live on, as gRPC's own descriptor does.
    for (const int epoll : {ended_, unread_}) epoll_ctl(epoll, EPOLL_CTL_DEL, connection.socket, nullptr);
    close(connection.socket);
    // The port may have been taken by a newer connection already.
    const auto id = ids_by_peer_.find(connection.peer);
    if (id != ids_by_peer_.end() && id->second == found->first) ids_by_peer_.erase(id);
    connections_.erase(found);
  }
  open_.store(static_cast<int64_t>(connections_.size()), std::memory_order_relaxed);
}

}  // namespace berth
