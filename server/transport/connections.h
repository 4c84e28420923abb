// The sockets of all open connections, kept beside gRPC, which offers no hook
// for any of this: bounds how many there are, and cuts those whose clients give
// up calls faster than an honest client would, or flood the server. Thread-safe.
#pragma once

#include <sys/epoll.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "server/transport/flood.h"

namespace berth {

// What the system may hold of a connection that is not read: it is all read, even of a client that misbehaves. (Linux
// doubles it, for its own needs.)
inline constexpr int kReceiveBufferBytes = 32 << 10;

struct ConnectionLimits {
  int max_open = 5000;
  // Calls that a client may give up before they are answered, per connection and second on the long run, and as many
  // at once. 0: no bound.
  int max_abandoned_calls_per_second = 200;
};

class Connections {
 public:
  explicit Connections(const ConnectionLimits& limits);
  ~Connections();

  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  // Takes note of a socket that was accepted. False if there are too many: the caller closes it.
  bool Add(int socket);

  // A client gave up a call on the connection from `peer`, a gRPC name such as `ipv4:127.0.0.1:50051`.
  void OnAbandonedCall(const std::string& peer, absl::Time now);

  // A message of `bytes` was handed to us that came on the connection from `peer`.
  void OnMessage(const std::string& peer, size_t bytes);
  // A call on the connection from `peer` was answered, or a part of its answer was taken.
  void OnAnswer(const std::string& peer);

  // To be called every few milliseconds, with a time that never goes back. Looks at every connection that has much to
  // read. One that had at nearly every look of late, and seems to be a flood by what came of it, is suspected. It is
  // judged, and perhaps cut, once `caught_up` is no earlier than the suspicion: when the queues have taken up all that
  // gRPC had handed them until then. Whether it saw suspects.
  bool CutFloods(absl::Time now, absl::Time caught_up);

  // Becomes readable when Sweep has something to do.
  int sweep_fd() const { return ended_; }
  // Forgets connections that are over.
  void Sweep();

  int64_t open() const { return open_.load(std::memory_order_relaxed); }
  int64_t accepted() const { return accepted_.load(std::memory_order_relaxed); }
  int64_t refused() const { return refused_.load(std::memory_order_relaxed); }
  int64_t cut() const { return cut_.load(std::memory_order_relaxed); }

 private:
  struct Look {
    absl::Time at;
    Traffic traffic;
  };
  struct Connection {
    int socket = -1;  // A duplicate of gRPC's.
    std::string peer;
    double budget = 0;  // Calls that may still be given up.
    absl::Time filled_at;
    int64_t messages = 0, answers = 0;  // As Traffic counts them.
    bool cut = false;
    // The looks in a row, or nearly, at which it had much to read: how many, the number of the last one among all, and
    // the one when it seemed to be a flood.
    int64_t looks = 0, last_number = 0;
    Look first = {}, last = {};
    int64_t sent_before = 0;  // At the first look of those before.
    std::optional<Look> suspected = std::nullopt;
  };

  Connection* Find(const std::string& peer);
  static Traffic TrafficOf(const Connection& connection, int unread);
  void Take(const Look& look, Connection& connection) const;
  static void StartAnew(Connection& connection);
  void Judge(Connection& connection, absl::Time caught_up);
  void Cut(Connection& connection);

  const ConnectionLimits limits_;
  const int ended_, unread_;  // What epoll watches: connections that are over, and that have something to read.
  std::atomic<int64_t> open_ = 0, accepted_ = 0, refused_ = 0, cut_ = 0;
  std::mutex mutex_;
  // Guarded by mutex_.
  uint64_t next_id_ = 1;
  absl::flat_hash_map<uint64_t, Connection> connections_;
  absl::flat_hash_map<std::string, uint64_t> ids_by_peer_;
  int64_t look_ = 0;
  std::vector<epoll_event> with_unread_;
};

}  // namespace berth
