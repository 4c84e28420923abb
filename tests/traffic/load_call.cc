#include "tests/traffic/load_call.h"

#include <chrono>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/clock.h"

namespace berth {
namespace {

class UnaryLoadCall final : public LoadCall {
 public:
  using LoadCall::LoadCall;

  void Start(grpc::GenericStub& stub, grpc::CompletionQueue& queue) override {
    Prepare();
    reader_ = stub.PrepareUnaryCall(&context_, "/" + options_.method, Request(), &queue);
    reader_->StartCall();
    reader_->Finish(&answer_, &status_, this);
  }

  bool OnEvent(bool) override {
    if (status_.ok()) Check(answer_);
    return true;
  }

 private:
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader_;
  grpc::ByteBuffer answer_;
};

class StreamLoadCall final : public LoadCall {
 public:
  using LoadCall::LoadCall;

  void Start(grpc::GenericStub& stub, grpc::CompletionQueue& queue) override {
    queue_ = &queue;
    Prepare();
    stream_ = stub.PrepareCall(&context_, "/" + options_.method, &queue);
    stream_->StartCall(this);
  }

  bool OnEvent(bool ok) override {
    switch (state_) {
      case State::kStarting:
        if (!ok) return Finish();
        state_ = State::kWriting;
        stream_->WriteLast(Request(), {}, this);
        return false;
      case State::kWriting:
        return ok ? Pause() : Finish();
      case State::kPausing:
        state_ = State::kReading;
        stream_->Read(&answer_, this);
        return false;
      case State::kReading:
        if (!ok) return Finish();
        ++messages_;
        Check(answer_);
        return Pause();
      case State::kFinishing:
        right_ = right_ && (options_.messages_per_stream == 0 || messages_ == options_.messages_per_stream);
        return true;
    }
    return true;
  }

 private:
  enum class State { kStarting, kWriting, kPausing, kReading, kFinishing };

  bool Pause() {
    state_ = State::kPausing;
    if (options_.read_pause == absl::ZeroDuration()) return OnEvent(true);
    alarm_.Set(queue_, absl::ToChronoTime(absl::Now() + options_.read_pause), this);
    return false;
  }

  bool Finish() {
    state_ = State::kFinishing;
    stream_->Finish(&status_, this);
    return false;
  }

  State state_ = State::kStarting;
  grpc::CompletionQueue* queue_ = nullptr;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
  grpc::ByteBuffer answer_;
  grpc::Alarm alarm_;
  int messages_ = 0;
};

}  // namespace

std::unique_ptr<LoadCall> LoadCall::New(const LoadOptions& options, size_t request, int64_t intended) {
  if (options.server_stream) return std::make_unique<StreamLoadCall>(options, request, intended);
  return std::make_unique<UnaryLoadCall>(options, request, intended);
}

void LoadCall::Prepare() {
  context_.set_deadline(absl::ToChronoTime(absl::Now() + options_.deadline));
  context_.set_wait_for_ready(options_.wait_for_ready);
}

grpc::ByteBuffer LoadCall::Request() const {
  const std::string& bytes = options_.requests[request_];
  // Not copied: the options outlive the call.
  const grpc::Slice slice(bytes.data(), bytes.size(), grpc::Slice::STATIC_SLICE);
  return {&slice, 1};
}

void LoadCall::Check(const grpc::ByteBuffer& answer) {
  if (!options_.is_right) return;
  grpc::Slice slice;
  if (!answer.DumpToSingleSlice(&slice).ok()) {
    right_ = false;
    return;
  }
  const absl::string_view bytes(reinterpret_cast<const char*>(slice.begin()), slice.size());
  right_ = options_.is_right(request_, bytes) && right_;
}

}  // namespace berth
