// What all calls on one queue share: the queue, what else waits, and whom to
// tell. Only the queue's thread touches it, but for the readings.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "grpcpp/security/auth_context.h"
#include "grpcpp/server_context.h"
#include "server/transport/backlog.h"
#include "server/transport/call_observer.h"
#include "server/transport/call_queue.h"
#include "server/transport/connections.h"

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
  // All must outlive the lane.
  Lane(std::unique_ptr<grpc::ServerCompletionQueue> queue, const TransportHooks& hooks, Connections& connections,
       Backlog& backlog)
      : hooks_(hooks), connections_(connections), backlog_(backlog), queue_(std::move(queue), backlog) {}

  CallQueue& queue() { return queue_; }
  CallObserver& observer() { return hooks_.observer; }

  // Whether the gate lets the call pass, and whom it comes from.
  absl::StatusOr<std::string> Identify(const MethodInfo& method, const grpc::ServerContext& context) const;

  // Whether another call is too much: it would have to wait for too long, or take too much memory.
  bool IsFull(size_t bytes) const { return !backlog_.Admits(bytes, absl::Now()); }
  // A call has arrived that may have to wait.
  void OnArrived() { published_arrived_.fetch_add(1, std::memory_order_relaxed); }
  // A call of any kind has begun, or is over.
  void OnBegun() { published_under_way_.fetch_add(1, std::memory_order_relaxed); }
  void OnOver() { published_under_way_.fetch_sub(1, std::memory_order_relaxed); }
  // The client of the call has taken an answer, or a part of it.
  void OnAnswer(const grpc::ServerContext& context) { connections_.OnAnswer(context.peer()); }
  // A message of the call was handed over.
  void OnMessage(const grpc::ServerContext& context, size_t bytes) { connections_.OnMessage(context.peer(), bytes); }
  // The client of the call went away, or took it back.
  void OnAbandoned(const grpc::ServerContext& context);

  // From any thread.
  int64_t arrived() const { return published_arrived_.load(std::memory_order_relaxed); }
  int64_t under_way() const { return published_under_way_.load(std::memory_order_relaxed); }

 private:
  const TransportHooks& hooks_;
  Connections& connections_;
  Backlog& backlog_;
  std::atomic<int64_t> published_arrived_ = 0, published_under_way_ = 0;
  CallQueue queue_;
};

}  // namespace berth
