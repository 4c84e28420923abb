// One call of a load: unary, or a stream of answers that is read at a given
// pace. Driven by the events of one completion queue.
#pragma once

#include <cstdint>
#include <memory>

#include "grpcpp/alarm.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "tests/traffic/load.h"

namespace berth {

class LoadCall {
 public:
  // `intended` is when the call should have started, in nanoseconds of the steady clock.
  LoadCall(const LoadOptions& options, size_t request, int64_t intended)
      : options_(options), request_(request), intended_(intended) {}
  virtual ~LoadCall() = default;

  LoadCall(const LoadCall&) = delete;
  LoadCall& operator=(const LoadCall&) = delete;

  static std::unique_ptr<LoadCall> New(const LoadOptions& options, size_t request, int64_t intended);

  virtual void Start(grpc::GenericStub& stub, grpc::CompletionQueue& queue) = 0;
  // Whether this was the last event of the call.
  virtual bool OnEvent(bool ok) = 0;

  int64_t intended() const { return intended_; }
  const grpc::Status& status() const { return status_; }
  // Whether everything that came was right.
  bool right() const { return right_; }

 protected:
  void Prepare();
  void Check(const grpc::ByteBuffer& answer);
  grpc::ByteBuffer Request() const;

  const LoadOptions& options_;
  const size_t request_;
  const int64_t intended_;
  grpc::ClientContext context_;
  grpc::Status status_;
  bool right_ = true;
};

}  // namespace berth
