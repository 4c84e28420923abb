// Calls of unary methods: a state machine per call, and a pool per queue and
// method that keeps enough of them posted for gRPC to match. Only the queue's
// thread touches them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "grpcpp/server_context.h"
#include "grpcpp/support/async_unary_call.h"
#include "grpcpp/support/byte_buffer.h"
#include "server/transport/call_queue.h"
#include "server/transport/handler.h"
#include "server/transport/lane.h"
#include "server/transport/service_time.h"

namespace berth {

// Whether calls of a method may be refused or wait when there is much to do.
enum class CallPriority {
  kNormal,
  kAlways,  // Answered at once, whatever else there is to do.
};

// How calls of one unary method arrive, and who answers them.
struct UnaryMethod {
  using Responder = grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>;
  using Request =
      std::function<void(grpc::ServerContext*, grpc::ByteBuffer*, Responder*, grpc::ServerCompletionQueue*, void*)>;

  MethodInfo info;
  Request request;
  UnaryHandler handler;
  CallPriority priority = CallPriority::kNormal;
};

// Calls that gRPC may take in while the queue's thread is busy, per method and queue.
inline constexpr int kPostedCalls = 32;

class UnaryPool;

class UnaryCall final : public Work {
 public:
  explicit UnaryCall(UnaryPool& pool);

  // Asks gRPC for the next call.
  void Post();

  void OnTurn() override;

 private:
  // Events from the queue.
  void OnArrived(bool ok);
  void OnFinished(bool ok);
  void OnDone(bool ok);

  void Identify();
  void Serve(google::protobuf::Arena& arena);
  void Answer(google::protobuf::Arena& arena);
  void Finish(CallEnd end, const grpc::Status& status);
  void Report(CallEnd end, absl::StatusCode code, const Call* call);
  void EndOperation();

  UnaryPool& pool_;
  MemberTag<UnaryCall> arrived_, finished_, done_;

  std::optional<grpc::ServerContext> context_;
  std::optional<UnaryMethod::Responder> responder_;
  grpc::ByteBuffer request_;
  absl::Time arrived_at_;
  std::string caller_;
  int operations_ = 0;  // Tags that the queue still owes, and the turn that it owes.
  bool gone_ = false;   // The client is.
};

class UnaryPool {
 public:
  // All must outlive the pool. `index` is the method's number among all. There are never more than `max_calls` calls.
  UnaryPool(Lane& lane, const UnaryMethod& method, size_t index, int max_calls)
      : lane_(lane), method_(method), index_(index), max_calls_(max_calls) {}

  void PostInitial();

  Lane& lane() { return lane_; }
  const UnaryMethod& method() const { return method_; }
  size_t index() const { return index_; }
  ServiceTime& service_time() { return service_time_; }

  // A posted call was matched, or a call is over and can be used again.
  void OnMatched();
  void Recycle(UnaryCall& call);

 private:
  void PostAnother();

  Lane& lane_;
  const UnaryMethod& method_;
  const size_t index_;
  const int max_calls_;
  ServiceTime service_time_;
  std::vector<std::unique_ptr<UnaryCall>> calls_;
  std::vector<UnaryCall*> idle_;
  int posted_ = 0;
};

}  // namespace berth
