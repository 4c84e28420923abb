// One pre-posted slot for calls of one unary method: it takes a call, has it
// answered, and takes the next, for as long as the server runs. Only its
// queue's thread touches it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "grpcpp/server_context.h"
#include "grpcpp/support/async_unary_call.h"
#include "grpcpp/support/byte_buffer.h"
#include "server/transport/call_queue.h"
#include "server/transport/handler.h"

namespace berth {

// How calls of one unary method arrive, and who answers them.
struct UnaryMethod {
  using Responder = grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>;
  using Request =
      std::function<void(grpc::ServerContext*, grpc::ByteBuffer*, Responder*, grpc::ServerCompletionQueue*, void*)>;

  std::string name;  // Such as `berth.v1.PlacementService/PlanPlacement`.
  Request request;
  UnaryHandler handler;
};

class UnaryCall final : public Tag {
 public:
  // Both must outlive the call.
  UnaryCall(CallQueue& queue, const UnaryMethod& method) : queue_(queue), method_(method) {}

  // Asks gRPC for the next call.
  void Post();

  void OnEvent(bool ok) override;

 private:
  void Answer();

  CallQueue& queue_;
  const UnaryMethod& method_;
  std::optional<grpc::ServerContext> context_;
  std::optional<UnaryMethod::Responder> responder_;
  grpc::ByteBuffer request_;
  bool answered_ = false;
};

}  // namespace berth
