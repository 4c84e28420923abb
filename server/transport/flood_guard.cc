#include "server/transport/flood_guard.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace berth {
namespace {

constexpr absl::Duration kTick = absl::Milliseconds(3);
constexpr int kMostTicks = 20;
// To take in all the calls that one connection may have open takes one or two milliseconds.
constexpr absl::Duration kSuspect = absl::Milliseconds(2);
constexpr absl::Duration kStuck = absl::Milliseconds(8);
// Who gets answers may send this much for each: the rest is no calls.
constexpr int64_t kBytesPerAnswer = 16 << 10;
// A flood brings more, since it was suspected.
constexpr int64_t kLeastFlood = 2 << 10;

}  // namespace

FloodGuard::FloodGuard(const std::vector<const CallQueue*>& queues, Connections& connections)
    : connections_(connections) {
  for (const CallQueue* queue : queues) queues_.push_back({.queue = queue});
  thread_ = std::thread([this] { Run(); });
}

FloodGuard::~FloodGuard() {
  ending_.Notify();
  thread_.join();
}

void FloodGuard::Run() {
  bool measured = false;
  while (!ending_.WaitForNotificationWithTimeout(kTick)) {
    LookAtQueues();
    if (CountInside(kSuspect) == 0) {
      measured = false;
    } else if (!std::exchange(measured, true)) {
      connections_.MeasureRead();
    } else if (const int64_t stuck = CountInside(kStuck); stuck > 0) {
      connections_.CutMostRead(static_cast<int>(stuck), kLeastFlood, kBytesPerAnswer);
      if (stuck == static_cast<int64_t>(queues_.size())) connections_.CutFull();
    }
  }
}

void FloodGuard::LookAtQueues() {
  for (Watched& watched : queues_) {
    const uint64_t progress = watched.queue->progress();
    const absl::Duration cpu = watched.queue->cpu_time();
    const absl::Duration spent = cpu - std::exchange(watched.cpu, cpu);
    const bool inside = CallQueue::IsInside(progress) && std::exchange(watched.progress, progress) == progress;
    // A thread that waits, and reads and writes for others now and then, adds up too: so it begins anew.
    if (!inside || ++watched.ticks_inside > kMostTicks) {
      watched.ticks_inside = 0;
      watched.cpu_inside = absl::ZeroDuration();
    } else {
      watched.cpu_inside += spent;
    }
  }
}

int64_t FloodGuard::CountInside(absl::Duration least) const {
  return std::count_if(queues_.begin(), queues_.end(),
                       [least](const Watched& watched) { return watched.cpu_inside >= least; });
}

}  // namespace berth
