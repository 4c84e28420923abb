// What all calls on one queue share: the queue, the bound on what waits there,
// and whom to tell. Only the queue's thread touches it, but for the readings.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/security/auth_context.h"
#include "grpcpp/server_context.h"
#include "server/transport/call_observer.h"
#include "server/transport/call_queue.h"
#include "server/transport/connections.h"
#include "server/transport/queue_limit.h"

namespace berth {

// Who is calling, by what the connection has proved; an error with an ErrorReport if they may not call the method.
using CallerGate = std::function<absl::StatusOr<std::string>(const MethodInfo& method, const grpc::AuthContext& peer)>;

// What transport tells and asks. All must outlive it.
struct TransportHooks {
  CallObserver& observer;
  // Unset: every caller is welcome, and nameless.
  CallerGate gate = nullptr;
};

class Lane {
 public:
  Lane(std::unique_ptr<grpc::ServerCompletionQueue> queue, const QueueLimits& limits, const TransportHooks& hooks,
       Connections& connections)
      : hooks_(hooks), connections_(connections), limit_(limits), queue_(std::move(queue)) {
    Publish();
  }

  CallQueue& queue() { return queue_; }
  CallObserver& observer() { return hooks_.observer; }

  // Whether the gate lets the call pass, and whom it comes from.
  absl::StatusOr<std::string> Identify(const MethodInfo& method, const grpc::ServerContext& context) const;

  // Whether another call is too much, for the queue's sake or the memory's.
  bool IsFull(size_t bytes) const { return !limit_.Admits(waiting_, waiting_bytes_, bytes); }
  // A call has arrived that may have to wait.
  void OnArrived() { published_arrived_.fetch_add(1, std::memory_order_relaxed); }
  // A call waits, or does no longer.
  void OnWaiting(size_t bytes);
  void OnWaitingEnded(size_t bytes);
  // A call that took this long was worked off.
  void OnServed(absl::Duration service) { limit_.OnServed(service); }
  // The client of the call went away, or took it back.
  void OnAbandoned(const grpc::ServerContext& context);

  // From any thread.
  int64_t arrived() const { return published_arrived_.load(std::memory_order_relaxed); }
  int64_t waiting() const { return published_waiting_.load(std::memory_order_relaxed); }
  int64_t limit() const { return published_limit_.load(std::memory_order_relaxed); }

 private:
  void Publish();

  const TransportHooks& hooks_;
  Connections& connections_;
  QueueLimit limit_;
  int waiting_ = 0;
  size_t waiting_bytes_ = 0;
  std::atomic<int64_t> published_arrived_ = 0, published_waiting_ = 0, published_limit_ = 0;
  CallQueue queue_;
};

}  // namespace berth
