#include "server/transport/unary_call.h"

#include <exception>

#include "absl/strings/string_view.h"
#include "server/status/status_mapping.h"
#include "server/transport/message_bytes.h"

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

}  // namespace

void UnaryCall::Post() {
  if (queue_.stopping()) return;
  answered_ = false;
  responder_.reset();
  request_.Clear();
  context_.emplace();
  responder_.emplace(&*context_);
  method_.request(&*context_, &request_, &*responder_, queue_.queue(), static_cast<Tag*>(this));
}

void UnaryCall::OnEvent(bool ok) {
  if (answered_) {
    Post();
  } else if (ok) {
    Answer();
  }
  // Otherwise the server is shutting down, and the slot rests.
}

void UnaryCall::Answer() {
  answered_ = true;
  {
    const ContiguousBytes request(request_);
    Call call{.request = request.view(), .arena = queue_.arena()};
    const auto answer = Ask(method_.handler, call);
    if (answer.ok()) {
      responder_->Finish(ToByteBuffer(**answer), grpc::Status::OK, static_cast<Tag*>(this));
    } else {
      responder_->FinishWithError(ToGrpcStatus(answer.status(), method_.name), static_cast<Tag*>(this));
    }
  }
  queue_.arena().Reset();
}

}  // namespace berth
