// Accepts connections on one address, on a thread of its own, and passes them
// on. Ours rather than gRPC's, so that the number of connections is bounded, the
// reason of a failure is known, and accepting ends before serving does.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "absl/status/statusor.h"
#include "server/transport/connections.h"
#include "server/transport/listen_address.h"

namespace berth {

class Listener {
 public:
  // Binds and listens; connections wait until Start. UNAVAILABLE, with the system's reason, if that cannot be done.
  static absl::StatusOr<std::unique_ptr<Listener>> Listen(const ListenAddress& address, const ConnectionLimits& limits);

  // Ends the thread. Connections that were passed on live on.
  ~Listener();

  // `on_connection` takes over the socket. Called on the listener's thread.
  void Start(std::function<void(int socket)> on_connection);
  // Accepts no more, and lets the address go: no call of `on_connection` begins or goes on after it. Connections are
  // still watched. Idempotent.
  void StopAccepting();

  // With the port that the system chose.
  const ListenAddress& address() const { return address_; }
  Connections& connections() { return connections_; }

 private:
  Listener(ListenAddress address, int socket, const ConnectionLimits& limits);

  void Run();
  void Accept();
  void SlowDownFloods();

  const ListenAddress address_;
  int socket_;  // -1 when no more is accepted.
  const int epoll_;
  const int wake_;
  Connections connections_;
  std::function<void(int)> on_connection_;
  int64_t cut_before_ = 0;
  std::mutex accepting_;  // Held while a connection is passed on, and for changes of socket_.
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace berth
