#include "server/transport/call_queue.h"

#include <utility>

#include "absl/time/clock.h"
#include "grpc/support/time.h"
#include "grpcpp/alarm.h"

namespace berth {
namespace {

// A plan with its explanation fits, so that a request usually allocates nothing.
constexpr size_t kArenaBlockBytes = size_t{128} << 10;

// Taking in and working off get equal shares of a thread that is overloaded.
constexpr auto kSlice = std::chrono::milliseconds(1);

class Task final : public Tag {
 public:
  explicit Task(std::function<void()> run) : run_(std::move(run)) {}

  void Schedule(grpc::CompletionQueue* queue) {
    alarm_.Set(queue, std::chrono::system_clock::now(), static_cast<Tag*>(this));
  }

  void OnEvent(bool) override {
    const std::unique_ptr<Task> self(this);
    run_();
  }

 private:
  std::function<void()> run_;
  grpc::Alarm alarm_;
};

google::protobuf::ArenaOptions OptionsFor(std::vector<char>& block) {
  google::protobuf::ArenaOptions options;
  options.initial_block = block.data();
  options.initial_block_size = block.size();
  return options;
}

}  // namespace

CallQueue::CallQueue(std::unique_ptr<grpc::ServerCompletionQueue> queue, Backlog& backlog)
    : queue_(std::move(queue)), arena_block_(kArenaBlockBytes), arena_(OptionsFor(arena_block_)), backlog_(backlog) {}

CallQueue::~CallQueue() {
  // gRPC wants even a queue that nobody served to be shut down and drained.
  stopping_ = true;
  ShutDownIfDone();
  Run();
}

void CallQueue::Start() {
  thread_ = std::thread([this] { Run(); });
}

void CallQueue::Post(std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  if (!accepts_tasks_) return;
  // The task belongs to the queue until its event arrives.
  (new Task(std::move(task)))->Schedule(queue_.get());
}

void CallQueue::Stop() {
  Post([this] {
    stopping_ = true;
    const std::lock_guard lock(mutex_);
    accepts_tasks_ = false;
  });
  if (thread_.joinable()) thread_.join();
}

void CallQueue::Run() {
  bool open = true;
  while (open) {
    open = waiting_.empty() ? TakeOne() : TakeArrived();
    WorkOff();
    ShutDownIfDone();
  }
}

// On the queue's own thread and between turns, because a call that is requested or answered on a queue that was shut
// down aborts the process.
void CallQueue::ShutDownIfDone() {
  if (stopping_ && waiting_.empty() && !std::exchange(shut_down_, true)) queue_->Shutdown();
}

// Waits for an event. False when the queue has ended. After an arrival, more may be there.
bool CallQueue::TakeOne() {
  void* tag = nullptr;
  bool ok = false;
  if (!queue_->Next(&tag, &ok)) return false;
  static_cast<Tag*>(tag)->OnEvent(ok);
  return waiting_.empty() || TakeArrived();
}

// Takes in events for as long as there are any, and no longer than a slice. False when the queue has ended.
bool CallQueue::TakeArrived() {
  const auto end = Clock::now() + kSlice;
  do {
    void* tag = nullptr;
    bool ok = false;
    const auto next = queue_->AsyncNext(&tag, &ok, gpr_inf_past(GPR_CLOCK_MONOTONIC));
    if (next == grpc::CompletionQueue::SHUTDOWN) return false;
    if (next == grpc::CompletionQueue::TIMEOUT) return true;
    static_cast<Tag*>(tag)->OnEvent(ok);
  } while (Clock::now() < end);
  return true;
}

void CallQueue::Enqueue(Work& work, const QueuedWork& size) {
  backlog_.Add(size);
  waiting_.push_back({&work, size});
}

void CallQueue::WorkOff() {
  Backlog::Worker* const worker = waiting_.empty() ? nullptr : backlog_.BeginWork(absl::FromChrono(kSlice));
  if (worker == nullptr) return;
  slice_end_ = Clock::now() + kSlice;
  do {
    const Waiting next = waiting_.front();
    waiting_.pop_front();
    worker->Begin(absl::Now(), next.size.expected);
    backlog_.Remove(next.size);
    next.work->OnTurn();
  } while (!waiting_.empty() && Clock::now() < slice_end_);
  backlog_.EndWork(worker);
}

void CallQueue::Breathe() {
  if (Clock::now() < slice_end_) return;
  TakeArrived();
  slice_end_ = Clock::now() + kSlice;
}

}  // namespace berth
