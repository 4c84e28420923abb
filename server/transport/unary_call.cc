#include "server/transport/unary_call.h"

#include <exception>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "core/errors/error_report.h"
#include "server/status/status_mapping.h"
#include "server/transport/deadline.h"
#include "server/transport/message_bytes.h"
#include "server/transport/trace_parent.h"

namespace berth {
namespace {

// No exception crosses into the queue: the standard library may still throw when memory runs out.
absl::StatusOr<const google::protobuf::Message*> Ask(const UnaryHandler& handler, Call& call) {
  try {
    return handler(call);
  } catch (const std::exception& error) {
    return absl::InternalError(error.what());
  }
}

const grpc::Status& Overloaded() {
  static const auto& status = *new grpc::Status(ToGrpcStatus(
      ErrorStatus(v1::ERROR_REASON_OVERLOADED, "", "the server has more to do than it can in good time"), ""));
  return status;
}

}  // namespace

UnaryCall::UnaryCall(UnaryPool& pool)
    : pool_(pool),
      arrived_(*this, &UnaryCall::OnArrived),
      finished_(*this, &UnaryCall::OnFinished),
      done_(*this, &UnaryCall::OnDone) {}

void UnaryCall::Post() {
  gone_ = false;
  context_.emplace();
  context_->AsyncNotifyWhenDone(static_cast<Tag*>(&done_));
  responder_.emplace(&*context_);
  pool_.method().request(&*context_, &request_, &*responder_, pool_.lane().queue().queue(),
                         static_cast<Tag*>(&arrived_));
}

void UnaryCall::OnArrived(bool ok) {
  if (!ok) return;  // The server is shutting down, and the call rests. No done event follows.
  operations_ = 1;  // The done event.
  arrived_at_ = absl::Now();
  pool_.OnMatched();
  Lane& lane = pool_.lane();
  lane.observer().OnStarted(pool_.index());
  lane.OnMessage(*context_, request_.Length());
  if (pool_.method().priority == CallPriority::kAlways) {
    // Perhaps in the middle of another call's turn, whose memory is its own.
    google::protobuf::Arena arena;
    return Serve(arena);
  }
  lane.OnArrived();
  if (lane.IsFull(request_.Length())) {
    request_.Clear();
    return Finish(CallEnd::kShed, Overloaded());
  }
  ++operations_;
  lane.queue().Enqueue(*this, {request_.Length(), pool_.service_time().Expected(request_.Length())});
}

void UnaryCall::OnTurn() {
  Lane& lane = pool_.lane();
  const absl::Time start = absl::Now();
  const bool expired = DeadlineOf(context_->raw_deadline()) <= start;
  if (gone_ && !expired) {
    Report(CallEnd::kCancelled, absl::StatusCode::kCancelled, nullptr);
  } else if (gone_) {
    Report(CallEnd::kExpired, absl::StatusCode::kDeadlineExceeded, nullptr);
  } else if (expired) {
    Finish(CallEnd::kExpired, grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "the deadline passed before the turn"));
  } else {
    Serve(lane.queue().arena());
    lane.queue().arena().Reset();
    pool_.service_time().OnServed(request_.Length(), absl::Now() - start);
    request_.Clear();
  }
  EndOperation();
}

void UnaryCall::Serve(google::protobuf::Arena& arena) {
  absl::StatusOr<std::string> caller = pool_.lane().Identify(pool_.method().info, *context_);
  if (!caller.ok()) {
    return Finish(CallEnd::kCallerRefused, ToGrpcStatus(caller.status(), pool_.method().info.FullName()));
  }
  caller_ = *std::move(caller);
  Answer(arena);
}

void UnaryCall::Answer(google::protobuf::Arena& arena) {
  const ContiguousBytes request(request_);
  Call call{.request = request.view(),
            .arena = arena,
            .origin = {caller_, TraceParentOf(*context_)},
            .breathe = [&queue = pool_.lane().queue()] { queue.Breathe(); }};
  const auto answer = Ask(pool_.method().handler, call);
  ++operations_;
  if (answer.ok()) {
    Report(CallEnd::kAnswered, absl::StatusCode::kOk, &call);
    responder_->Finish(ToByteBuffer(**answer), grpc::Status::OK, static_cast<Tag*>(&finished_));
  } else {
    const grpc::Status status = ToGrpcStatus(answer.status(), pool_.method().info.FullName());
    Report(CallEnd::kAnswered, static_cast<absl::StatusCode>(status.error_code()), &call);
    responder_->FinishWithError(status, static_cast<Tag*>(&finished_));
  }
}

void UnaryCall::Finish(CallEnd end, const grpc::Status& status) {
  ++operations_;
  Report(end, static_cast<absl::StatusCode>(status.error_code()), nullptr);
  responder_->FinishWithError(status, static_cast<Tag*>(&finished_));
}

void UnaryCall::Report(CallEnd end, absl::StatusCode code, const Call* call) {
  CallReport report{.method = pool_.index(), .end = end, .code = code, .duration = absl::Now() - arrived_at_};
  if (call != nullptr) {
    report.origin = call->origin;
    report.catalog_revision = call->catalog_revision;
    report.fingerprint = call->fingerprint;
  } else {
    report.origin = {caller_, TraceParentOf(*context_)};
  }
  pool_.lane().observer().OnHandled(report);
}

void UnaryCall::OnFinished(bool) { EndOperation(); }

void UnaryCall::OnDone(bool) {
  gone_ = true;
  if (context_->IsCancelled()) {
    pool_.lane().OnAbandoned(*context_);
  } else {
    pool_.lane().OnAnswer(*context_);
  }
  EndOperation();
}

void UnaryCall::EndOperation() {
  if (--operations_ > 0) return;
  // Not only when it is posted again, which may be never: what gRPC lends counts against its quota.
  responder_.reset();
  context_.reset();
  request_.Clear();
  caller_.clear();
  pool_.Recycle(*this);
}

void UnaryPool::PostInitial() {
  while (posted_ < kPostedCalls) PostAnother();
}

void UnaryPool::PostAnother() {
  if (idle_.empty()) {
    calls_.push_back(std::make_unique<UnaryCall>(*this));
    idle_.push_back(calls_.back().get());
  }
  ++posted_;
  UnaryCall& call = *idle_.back();
  idle_.pop_back();
  call.Post();
}

void UnaryPool::OnMatched() {
  lane_.OnBegun();
  --posted_;
  if (lane_.queue().stopping()) return;
  if (!idle_.empty() || static_cast<int>(calls_.size()) < max_calls_) PostAnother();
}

void UnaryPool::Recycle(UnaryCall& call) {
  lane_.OnOver();
  idle_.push_back(&call);
  if (posted_ < kPostedCalls && !lane_.queue().stopping()) PostAnother();
}

}  // namespace berth
