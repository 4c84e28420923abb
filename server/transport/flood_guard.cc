#include "server/transport/flood_guard.h"

#include <algorithm>
#include <ctime>
#include <utility>

namespace berth {
namespace {

constexpr absl::Duration kPause = absl::Milliseconds(3);
// With thousands of connections a look takes longer, and the guard must not cost more than what it guards against.
constexpr int kPauseForWork = 10;
constexpr absl::Duration kLongestPause = absl::Milliseconds(100);
// What the process may use of processors until a queue that has not caught up is held up by a flood: for each queue, up
// to so many, since not all of them are ever busy with a flood.
constexpr absl::Duration kChance = absl::Milliseconds(5);
constexpr size_t kMostChances = 8;

absl::Duration ReadClock(clockid_t clock) {
  timespec time{};
  static_cast<void>(clock_gettime(clock, &time));
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
    const absl::Time now = absl::UnixEpoch() + ReadClock(CLOCK_MONOTONIC);
    const absl::Duration before = ReadClock(CLOCK_THREAD_CPUTIME_ID);
    const bool had_their_chance = QueuesHadTheirChance();
    if (had_their_chance) caught_up = asked_at_;
    if (connections_.CutFloods(now, caught_up) && had_their_chance) AskQueues(now);
    pause = std::clamp(kPauseForWork * (ReadClock(CLOCK_THREAD_CPUTIME_ID) - before), kPause, kLongestPause);
  }
}

// A task comes after all that the queue was handed before. (Beyond kPostedCalls of a method, calls wait in gRPC until
// the queue asks for more.)
void FloodGuard::AskQueues(absl::Time now) {
  asked_at_ = now;
  processor_time_when_asked_ = ReadClock(CLOCK_PROCESS_CPUTIME_ID);
  behind_ = std::make_shared<std::atomic<size_t>>(queues_.size());
  for (CallQueue* queue : queues_) {
    queue->Post([behind = behind_] { --*behind; });
  }
}

// Processor time, because a process that is not let run is not held up.
bool FloodGuard::QueuesHadTheirChance() const {
  if (*behind_ == 0) return true;
  const auto chances = static_cast<int64_t>(std::min(queues_.size(), kMostChances));
  return ReadClock(CLOCK_PROCESS_CPUTIME_ID) - processor_time_when_asked_ > kChance * chances;
}

}  // namespace berth
