#include "server/transport/call_queue.h"

#include <chrono>
#include <utility>

#include "grpcpp/alarm.h"

namespace berth {
namespace {

// A plan with its explanation fits, so that a request usually allocates nothing.
constexpr size_t kArenaBlockBytes = size_t{128} << 10;

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

CallQueue::CallQueue(std::unique_ptr<grpc::ServerCompletionQueue> queue)
    : queue_(std::move(queue)), arena_block_(kArenaBlockBytes), arena_(OptionsFor(arena_block_)) {}

CallQueue::~CallQueue() {
  // gRPC wants even a queue that nobody served to be shut down and drained.
  if (!stopping_) queue_->Shutdown();
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
  // On the queue's own thread, because a call that is requested on a queue that was shut down aborts the process.
  Post([this] {
    stopping_ = true;
    const std::lock_guard lock(mutex_);
    accepts_tasks_ = false;
    queue_->Shutdown();
  });
  if (thread_.joinable()) thread_.join();
}

void CallQueue::Run() {
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) static_cast<Tag*>(tag)->OnEvent(ok);
}

}  // namespace berth
