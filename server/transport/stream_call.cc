#include "server/transport/stream_call.h"

#include <exception>
#include <type_traits>

#include "absl/time/clock.h"
#include "core/errors/error_report.h"
#include "server/status/status_mapping.h"
#include "server/transport/message_bytes.h"
#include "server/transport/trace_parent.h"

namespace berth {
namespace {

// Streams that gRPC may take in while the queue's thread is busy.
constexpr int kPostedStreams = 16;

}  // namespace

StreamCall::StreamCall(StreamPool& pool)
    : pool_(pool),
      accepted_(*this, &StreamCall::OnAccepted),
      read_(*this, &StreamCall::OnRead),
      written_(*this, &StreamCall::OnWritten),
      finished_(*this, &StreamCall::OnFinished),
      done_(*this, &StreamCall::OnDone) {}

void StreamCall::Post() {
  if (pool_.lane().queue().stopping()) return;
  stream_.emplace<std::monostate>();
  handler_.reset();
  incoming_.Clear();
  fault_ = absl::OkStatus();
  caller_.clear();
  end_ = CallEnd::kAnswered;
  reading_ = writing_ = half_closed_ = has_message_ = over_ = reported_ = false;
  context_.emplace();
  context_->AsyncNotifyWhenDone(static_cast<Tag*>(&done_));
  Tag* const accepted = &accepted_;
  grpc::ServerCompletionQueue* const queue = pool_.lane().queue().queue();
  const auto& method = pool_.method().request;
  if (const auto* request = std::get_if<StreamMethod::RequestServerStream>(&method)) {
    auto& stream = stream_.emplace<StreamMethod::Writer>(&*context_);
    (*request)(&*context_, &incoming_, &stream, queue, accepted);
  } else {
    auto& stream = stream_.emplace<StreamMethod::ReaderWriter>(&*context_);
    std::get<StreamMethod::RequestBidiStream>(method)(&*context_, &stream, queue, accepted);
  }
}

void StreamCall::Wake() {
  if (handler_ != nullptr) Advance();
}

void StreamCall::OnAccepted(bool ok) {
  if (!ok) return;  // The server is shutting down, and the slot rests. No done event follows.
  operations_ = 1;  // The done event.
  arrived_at_ = absl::Now();
  pool_.lane().observer().OnStarted(pool_.index());
  pool_.lane().OnMessage(*context_, incoming_.Length());
  if (absl::Status status = Admit(); !status.ok()) return Finish(status);
  Begin();
}

absl::Status StreamCall::Admit() {
  const bool has_place = pool_.Open();
  const bool sheddable = pool_.method().priority == CallPriority::kNormal;
  if (sheddable) pool_.lane().OnArrived();
  if (!has_place || (sheddable && pool_.lane().IsFull(0))) {
    end_ = CallEnd::kShed;
    return ErrorStatus(v1::ERROR_REASON_OVERLOADED, "",
                       has_place ? "the server has more to do than it can in good time" : "too many open streams");
  }
  absl::StatusOr<std::string> caller = pool_.lane().Identify(pool_.method().info, *context_);
  if (!caller.ok()) {
    end_ = CallEnd::kCallerRefused;
    return caller.status();
  }
  caller_ = *std::move(caller);
  return absl::OkStatus();
}

void StreamCall::Begin() {
  handler_ = pool_.method().handler({caller_, TraceParentOf(*context_)});
  if (std::holds_alternative<StreamMethod::Writer>(stream_)) {
    Take();
    half_closed_ = true;
    handler_->OnHalfClose();
  }
  Advance();
}

void StreamCall::OnRead(bool ok) {
  reading_ = false;
  if (ok) {
    pool_.lane().OnMessage(*context_, incoming_.Length());
    Take();
  } else {
    half_closed_ = true;
    // gRPC does not tell a message that breaks off, or is none, from an end.
    if (!has_message_) fault_ = ErrorStatus(v1::ERROR_REASON_MALFORMED_MESSAGE, "", "the stream has no whole message");
    handler_->OnHalfClose();
  }
  Advance();
  EndOperation();
}

void StreamCall::OnWritten(bool ok) {
  writing_ = false;
  if (ok) {
    pool_.lane().OnAnswer(*context_);
  } else {
    over_ = true;
  }
  Advance();
  EndOperation();
}

void StreamCall::OnFinished(bool) { EndOperation(); }

void StreamCall::OnDone(bool) {
  over_ = true;
  if (!reported_) {
    end_ = CallEnd::kCancelled;
    Report(absl::StatusCode::kCancelled);
  }
  if (context_->IsCancelled()) {
    pool_.lane().OnAbandoned(*context_);
  } else {
    pool_.lane().OnAnswer(*context_);
  }
  EndOperation();
}

void StreamCall::EndOperation() {
  if (--operations_ == 0) pool_.Close(*this);
}

// No exception crosses into the queue: the standard library may still throw when memory runs out.
void StreamCall::Take() {
  has_message_ = true;
  try {
    handler_->OnMessage(ContiguousBytes(incoming_).view());
  } catch (const std::exception& error) {
    fault_ = absl::InternalError(error.what());
  }
  // What gRPC lends counts against its quota, and a stream may last.
  incoming_.Clear();
}

StreamStep StreamCall::NextStep() {
  if (!fault_.ok()) return StreamStep::Finish(fault_);
  try {
    return handler_->Next();
  } catch (const std::exception& error) {
    return StreamStep::Finish(absl::InternalError(error.what()));
  }
}

void StreamCall::Advance() {
  if (over_ || writing_) return;
  const StreamStep step = NextStep();
  switch (step.kind) {
    case StreamStep::Kind::kWrite:
      return Write(*step.message);
    case StreamStep::Kind::kFinish:
      return Finish(step.status);
    case StreamStep::Kind::kWait:
      if (pool_.draining()) return Finish(ErrorStatus(v1::ERROR_REASON_DRAINING, "", "the server is shutting down"));
      if (!half_closed_ && !reading_) Read();
  }
}

void StreamCall::Read() {
  reading_ = true;
  ++operations_;
  std::get<StreamMethod::ReaderWriter>(stream_).Read(&incoming_, static_cast<Tag*>(&read_));
}

void StreamCall::Write(const google::protobuf::Message& message) {
  writing_ = true;
  ++operations_;
  std::visit(
      [&](auto& stream) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(stream)>, std::monostate>) {
          stream.Write(ToByteBuffer(message), static_cast<Tag*>(&written_));
        }
      },
      stream_);
}

void StreamCall::Finish(const absl::Status& status) {
  over_ = true;
  ++operations_;
  const grpc::Status result = status.ok() ? grpc::Status::OK : ToGrpcStatus(status, pool_.method().info.FullName());
  Report(static_cast<absl::StatusCode>(result.error_code()));
  std::visit(
      [&](auto& stream) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(stream)>, std::monostate>) {
          stream.Finish(result, static_cast<Tag*>(&finished_));
        }
      },
      stream_);
}

void StreamCall::Report(absl::StatusCode code) {
  reported_ = true;
  pool_.lane().observer().OnHandled({.method = pool_.index(),
                                     .end = end_,
                                     .code = code,
                                     .duration = absl::Now() - arrived_at_,
                                     .origin = {caller_, TraceParentOf(*context_)}});
}

void StreamPool::PostInitial() {
  for (int i = 0; i < kPostedStreams; ++i) PostNew();
}

void StreamPool::PostNew() {
  calls_.push_back(std::make_unique<StreamCall>(*this));
  calls_.back()->Post();
}

bool StreamPool::Open() {
  lane_.OnBegun();
  ++open_;
  // A refused stream gets no substitute, so that there are never more than these.
  if (open_ > max_open_) return false;
  if (static_cast<int>(calls_.size()) < open_ + kPostedStreams) PostNew();
  return true;
}

void StreamPool::Close(StreamCall& call) {
  lane_.OnOver();
  --open_;
  call.Post();
}

void StreamPool::Wake() {
  for (const auto& call : calls_) call->Wake();
}

void StreamPool::Drain() {
  draining_ = true;
  Wake();
}

}  // namespace berth
