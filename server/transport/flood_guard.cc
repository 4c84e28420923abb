#include "server/transport/flood_guard.h"

#include <time.h>

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"

namespace berth {
namespace {

constexpr absl::Duration kPause = absl::Milliseconds(3);
// With thousands of connections a look takes longer, and the guard must not cost more than what it guards against.
constexpr int kPauseForWork = 10;
// What the process may use of processors until a queue that has not caught up is held up by a flood, for each queue.
constexpr absl::Duration kChance = absl::Milliseconds(5);

absl::Duration CpuTime() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return absl::DurationFromTimespec(time);
}

}  // namespace

FloodGuard::FloodGuard(Connections& connections, std::vector<CallQueue*> queues)
    : connections_(connections), queues_(std::move(queues)) {
  thread_ = std::thread([this] { Run(); });
}

FloodGuard::~FloodGuard() {
  ending_.Notify();
  thread_.join();
}

void FloodGuard::Run() {
  absl::Duration pause = kPause;
  absl::Time caught_up = absl::InfinitePast();
  while (!ending_.WaitForNotificationWithTimeout(pause)) {
    const absl::Time start = absl::Now();
    const bool had_their_chance = QueuesHadTheirChance();
    if (had_their_chance) caught_up = asked_at_;
    if (connections_.CutFloods(start, caught_up) && had_their_chance) AskQueues(start);
    pause = std::max(kPause, kPauseForWork * (absl::Now() - start));
  }
}

// A task comes after all that the queue was handed before.
void FloodGuard::AskQueues(absl::Time now) {
  asked_at_ = now;
  asked_at_cpu_time_ = CpuTime();
  behind_ = std::make_shared<std::atomic<size_t>>(queues_.size());
  for (CallQueue* queue : queues_) {
    queue->Post([behind = behind_] { --*behind; });
  }
}

// Processor time, because a process that is not let run is not held up.
bool FloodGuard::QueuesHadTheirChance() const {
  return *behind_ == 0 || CpuTime() - asked_at_cpu_time_ > kChance * static_cast<int64_t>(queues_.size());
}

}  // namespace berth
