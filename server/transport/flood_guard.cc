#include "server/transport/flood_guard.h"

#include <algorithm>
#include <utility>

namespace berth {
namespace {

constexpr absl::Duration kTick = absl::Milliseconds(3);
// To take in all the calls that one connection may have open takes one or two milliseconds.
constexpr absl::Duration kSuspect = absl::Milliseconds(3);
constexpr absl::Duration kStuck = absl::Milliseconds(8);
// Large messages are no flood, and take longer, but not for ever.
constexpr absl::Duration kStuckInBulk = absl::Milliseconds(11);

}  // namespace

FloodGuard::FloodGuard(std::vector<const CallQueue*> queues, Connections& connections) : connections_(connections) {
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
    if (measured && CountInside(kStuck) > 0) CutFloods();
    // What is read shows by comparison with the tick before.
    measured = CountInside(kSuspect) > 0;
    if (measured) connections_.MeasureRead();
  }
}

void FloodGuard::CutFloods() {
  const int64_t stuck = CountInside(kStuck);
  connections_.CutMostRead(static_cast<int>(stuck), CountInside(kStuckInBulk) > 0);
  if (stuck == static_cast<int64_t>(queues_.size())) connections_.CutFull();
}

void FloodGuard::LookAtQueues() {
  for (Watched& watched : queues_) {
    const uint64_t progress = watched.queue->progress();
    const absl::Duration cpu = watched.queue->cpu_time();
    const absl::Duration spent = cpu - std::exchange(watched.cpu, cpu);
    const bool inside = watched.queue->IsInside(progress) && std::exchange(watched.progress, progress) == progress;
    watched.cpu_inside = inside ? watched.cpu_inside + spent : absl::ZeroDuration();
  }
}

int64_t FloodGuard::CountInside(absl::Duration least) const {
  return std::count_if(queues_.begin(), queues_.end(),
                       [least](const Watched& watched) { return watched.cpu_inside >= least; });
}

}  // namespace berth
