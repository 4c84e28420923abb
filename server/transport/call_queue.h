// One completion queue and the one thread that serves it. The thread first takes
// in what has arrived, then works, so that what waits is in plain sight: it can
// be counted, refused and dropped. Everything that touches calls of the queue
// runs on that thread, so calls need no locks; other threads hand tasks over
// with Post. Does not know what the calls are.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "google/protobuf/arena.h"
#include "grpcpp/completion_queue.h"
#include "server/transport/backlog.h"

namespace berth {

// What a completion queue hands back: always passed to gRPC as a Tag*.
class Tag {
 public:
  virtual void OnEvent(bool ok) = 0;

 protected:
  ~Tag() = default;
};

// A tag that calls a member function, for calls with several operations under way.
template <class Owner>
class MemberTag final : public Tag {
 public:
  MemberTag(Owner& owner, void (Owner::*on_event)(bool)) : owner_(owner), on_event_(on_event) {}
  void OnEvent(bool ok) override { (owner_.*on_event_)(ok); }

 private:
  Owner& owner_;
  void (Owner::*on_event_)(bool);
};

// What waits its turn on a queue.
class Work {
 public:
  virtual void OnTurn() = 0;

 protected:
  ~Work() = default;
};

class CallQueue {
 public:
  // The backlog, which says when to work, must outlive the queue.
  CallQueue(std::unique_ptr<grpc::ServerCompletionQueue> queue, Backlog& backlog);
  // INVARIANT: Stop has returned, or Start was never called.
  ~CallQueue();

  CallQueue(const CallQueue&) = delete;
  CallQueue& operator=(const CallQueue&) = delete;

  void Start();

  // Runs `task` on the queue's thread, soon. Dropped once the queue stops.
  void Post(std::function<void()> task);

  // Ends the thread once the queue is empty. The server must have been shut down.
  void Stop();

  grpc::ServerCompletionQueue* queue() const { return queue_.get(); }

  // For the queue's thread only: `work` gets its turn after what waits already. It must live until then.
  void Enqueue(Work& work, const QueuedWork& size);
  // For the queue's thread only, by work in its turn: takes in what has arrived if the turn has lasted for long. Events
  // of any call may come in between, but nobody's turn.
  void Breathe();
  // For the queue's thread only: whether no new call may be requested.
  bool stopping() const { return stopping_; }
  // For the queue's thread only: memory for one turn, to be reset by whoever used it.
  google::protobuf::Arena& arena() { return arena_; }

 private:
  using Clock = std::chrono::steady_clock;

  void Run();
  bool TakeOne();
  bool TakeArrived();
  void WorkOff();
  void ShutDownIfDone();

  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::vector<char> arena_block_;
  google::protobuf::Arena arena_;
  Backlog& backlog_;
  struct Waiting {
    Work* work;
    QueuedWork size;
  };
  std::deque<Waiting> waiting_;
  Clock::time_point slice_end_;  // Of whoever works.
  bool stopping_ = false, shut_down_ = false;
  std::mutex mutex_;
  bool accepts_tasks_ = true;  // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace berth
