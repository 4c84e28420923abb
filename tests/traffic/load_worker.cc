#include "tests/traffic/load_worker.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace berth {
namespace {

constexpr size_t kMostFailures = 5;
constexpr size_t kMostReasons = 20;
// gRPC's timers are no finer than a millisecond: a call that is due sooner is waited for awake.
constexpr int64_t kTimerNanoseconds = 3'000'000;
// While no more calls start, or none is due for long.
constexpr int64_t kLongestWaitNanoseconds = 20'000'000;

int64_t Now() { return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1); }

int64_t SaturatingRate(double calls_per_second) {
  return calls_per_second > 0 ? std::max<int64_t>(1, static_cast<int64_t>(1e9 / calls_per_second)) : 0;
}

}  // namespace

LoadWorker::LoadWorker(const LoadOptions& options, const std::atomic<bool>& stop, std::atomic<int64_t>& answered)
    : options_(options), stop_(stop), answered_(answered), interval_(SaturatingRate(options.calls_per_second)) {}

LoadWorker::~LoadWorker() {
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
  }
}

void LoadWorker::Connect() {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < options_.connections; ++i) {
    channels.push_back(NewConnection(options_.target, options_.read_pause > absl::ZeroDuration()));
    channels.back()->GetState(true);
    stubs_.push_back(std::make_unique<grpc::GenericStub>(channels.back()));
  }
  const auto deadline = absl::ToChronoTime(absl::Now() + options_.connect_time);
  for (const auto& channel : channels) channel->WaitForConnected(deadline);
}

LoadResult LoadWorker::Run() {
  Connect();
  next_start_ = Now();
  count_from_ = next_start_ + absl::ToInt64Nanoseconds(options_.warm_up);
  end_ = count_from_ + absl::ToInt64Nanoseconds(options_.duration);
  for (int64_t now = next_start_; Open(now) || !calls_.empty(); now = Now()) {
    if (Open(now)) StartWhatIsDue(now);
    TakeEvents(now);
  }
  result_.window = absl::Nanoseconds(std::clamp<int64_t>(Now() - count_from_, 0, end_ - count_from_));
  std::sort(result_.accepted_latency.begin(), result_.accepted_latency.end());
  std::sort(result_.refused_latency.begin(), result_.refused_latency.end());
  return std::move(result_);
}

bool LoadWorker::Open(int64_t now) const { return !stop_ && now < end_ && result_.started < options_.max_calls; }

void LoadWorker::StartWhatIsDue(int64_t now) {
  if (now < paused_until_) return;
  const auto most = static_cast<size_t>(options_.calls_at_a_time);
  while (calls_.size() < most && result_.started < options_.max_calls) {
    if (interval_ == 0) {
      StartCall(now);
    } else if (next_start_ <= now) {
      StartCall(std::exchange(next_start_, next_start_ + interval_));
    } else {
      return;
    }
  }
}

void LoadWorker::StartCall(int64_t intended) {
  const auto number = static_cast<size_t>(result_.started++);
  auto call = LoadCall::New(options_, number % options_.requests.size(), intended);
  LoadCall& started = *call;
  calls_.emplace(&started, std::move(call));
  started.Start(*stubs_[number % stubs_.size()], queue_);
}

void LoadWorker::TakeEvents(int64_t now) {
  int64_t wait = kLongestWaitNanoseconds;
  const bool room = calls_.size() < static_cast<size_t>(options_.calls_at_a_time);
  if (interval_ > 0 && room && Open(now)) wait = std::min(wait, next_start_ - now);
  const bool awake = wait < kTimerNanoseconds;
  const auto deadline = std::chrono::system_clock::now() + std::chrono::nanoseconds(awake ? 0 : wait);
  void* tag = nullptr;
  bool ok = false;
  // In an open loop one event at a time, so that the next call is not late.
  if (queue_.AsyncNext(&tag, &ok, deadline) == grpc::CompletionQueue::GOT_EVENT) TakeEvent(tag, ok);
}

void LoadWorker::TakeEvent(void* tag, bool ok) {
  auto* const call = static_cast<LoadCall*>(tag);
  if (!call->OnEvent(ok)) return;
  if (call->status().ok()) ++answered_;
  if (call->status().error_code() == grpc::StatusCode::UNAVAILABLE) {
    paused_until_ = Now() + absl::ToInt64Nanoseconds(options_.pause_when_unavailable);
  }
  if (const int64_t now = Now(); now >= count_from_) Record(*call, now);
  calls_.erase(call);
}

void LoadWorker::Record(const LoadCall& call, int64_t now) {
  const grpc::StatusCode code = call.status().error_code();
  const int64_t latency = now - call.intended();
  if (code == grpc::StatusCode::OK && !call.right()) {
    ++result_.wrong;
    if (result_.failures.size() < kMostFailures) result_.failures.emplace_back("a wrong answer");
    return;
  }
  ++result_.calls[code];
  if (code == grpc::StatusCode::OK) {
    if (now < end_) ++result_.accepted_in_window;
    result_.accepted_latency.push_back(latency);
    return;
  }
  const bool refused = code == grpc::StatusCode::RESOURCE_EXHAUSTED || code == grpc::StatusCode::UNAVAILABLE;
  if (refused) RecordRefusal(call.status(), latency);
  if (result_.failures.size() < kMostFailures && (!refused || call.status().error_details().empty())) {
    result_.failures.push_back(absl::StrCat("status ", code, ": ", call.status().error_message()));
  }
}

void LoadWorker::RecordRefusal(const grpc::Status& status, int64_t latency) {
  result_.refused_latency.push_back(latency);
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return;
  bool retry_info = false;
  for (const auto& any : details.details()) {
    google::rpc::RetryInfo retry;
    google::rpc::ErrorInfo info;
    if (any.UnpackTo(&retry)) retry_info = retry_info || retry.has_retry_delay();
    if (any.UnpackTo(&info)) {
      const bool room = result_.refused_reasons.size() < kMostReasons;
      ++result_.refused_reasons[room ? info.reason() : "other reasons"];
    }
  }
  if (retry_info) ++result_.refused_with_retry_info;
}

}  // namespace berth
