// Streams whose answers come in several messages, for server-streaming and
// bidirectional methods alike: a state machine per stream, and a pool per queue
// and method that bounds how many are open. Only the queue's thread touches
// them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/async_stream.h"
#include "grpcpp/support/byte_buffer.h"
#include "server/transport/call_queue.h"
#include "server/transport/handler.h"
#include "server/transport/lane.h"
#include "server/transport/unary_call.h"

namespace berth {

// How streams of one method arrive, and who answers them.
struct StreamMethod {
  using Writer = grpc::ServerAsyncWriter<grpc::ByteBuffer>;
  using ReaderWriter = grpc::ServerAsyncReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>;
  using RequestServerStream =
      std::function<void(grpc::ServerContext*, grpc::ByteBuffer*, Writer*, grpc::ServerCompletionQueue*, void*)>;
  using RequestBidiStream =
      std::function<void(grpc::ServerContext*, ReaderWriter*, grpc::ServerCompletionQueue*, void*)>;

  MethodInfo info;
  std::variant<RequestServerStream, RequestBidiStream> request;
  StreamHandlerFactory handler;
  CallPriority priority = CallPriority::kNormal;
};

class StreamPool;

class StreamCall final {
 public:
  explicit StreamCall(StreamPool& pool);

  // Asks gRPC for the next stream.
  void Post();
  // The handler may have something new to say.
  void Wake();

 private:
  // Events from the queue.
  void OnAccepted(bool ok);
  void OnRead(bool ok);
  void OnWritten(bool ok);
  void OnFinished(bool ok);
  void OnDone(bool ok);

  absl::Status Admit();
  void Begin();
  void Advance();
  void Take();
  StreamStep NextStep();
  void Read();
  void Write(const google::protobuf::Message& message);
  void Finish(const absl::Status& status);
  void Report(absl::StatusCode code);
  void EndOperation();

  StreamPool& pool_;
  MemberTag<StreamCall> accepted_, read_, written_, finished_, done_;

  std::optional<grpc::ServerContext> context_;
  std::variant<std::monostate, StreamMethod::Writer, StreamMethod::ReaderWriter> stream_;
  grpc::ByteBuffer incoming_;
  std::unique_ptr<StreamHandler> handler_;
  absl::Status fault_;  // What ends the stream whatever the handler says: it threw, or it got no message.
  absl::Time arrived_at_;
  std::string caller_;
  CallEnd end_ = CallEnd::kAnswered;
  int operations_ = 0;  // Tags that the queue still owes.
  bool reading_ = false, writing_ = false, half_closed_ = false;
  bool has_message_ = false;  // The client has sent one, at least.
  bool over_ = false;         // Nothing more can be sent.
  bool reported_ = false;     // To the observer.
};

class StreamPool {
 public:
  // All must outlive the pool. `index` is the method's number among all. `max_open` streams are answered at a time, and
  // more are refused.
  StreamPool(Lane& lane, const StreamMethod& method, size_t index, int max_open)
      : lane_(lane), method_(method), index_(index), max_open_(max_open) {}

  void PostInitial();
  void Wake();
  // Ends every stream that waits, now and from now on.
  void Drain();

  Lane& lane() { return lane_; }
  const StreamMethod& method() const { return method_; }
  size_t index() const { return index_; }
  bool draining() const { return draining_; }
  // One stream came in or went. False: it has to be refused.
  bool Open();
  void Close(StreamCall& call);

 private:
  void PostNew();

  Lane& lane_;
  const StreamMethod& method_;
  const size_t index_;
  const int max_open_;
  std::vector<std::unique_ptr<StreamCall>> calls_;
  int open_ = 0;
  bool draining_ = false;
};

}  // namespace berth
