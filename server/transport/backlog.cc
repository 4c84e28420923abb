#include "server/transport/backlog.h"

#include <sched.h>

#include <algorithm>

namespace berth {

int AvailableProcessors() {
  cpu_set_t processors;
  if (sched_getaffinity(0, sizeof(processors), &processors) != 0) return 1;
  return std::max(CPU_COUNT(&processors), 1);
}

void Backlog::Worker::Begin(absl::Time now, absl::Duration work) {
  busy_until_.store(absl::ToUnixNanos(now + work), std::memory_order_relaxed);
}

absl::Duration Backlog::Worker::TimeBefore(absl::Time now, absl::Time time) const {
  const absl::Time free = absl::FromUnixNanos(busy_until_.load(std::memory_order_relaxed));
  return std::max(time - std::max(now, free), absl::ZeroDuration());
}

Backlog::Backlog(const BacklogLimits& limits, int workers) : limits_(limits), workers_(static_cast<size_t>(workers)) {
  for (Worker& worker : workers_) free_workers_.push_back(&worker);
}

Backlog::Worker* Backlog::BeginWork(absl::Duration patience) {
  const absl::MutexLock lock(&mutex_);
  const auto free = [this] { return !free_workers_.empty(); };
  if (!mutex_.AwaitWithTimeout(absl::Condition(&free), patience)) return nullptr;
  Worker* const worker = free_workers_.back();
  free_workers_.pop_back();
  return worker;
}

void Backlog::EndWork(Worker* worker) {
  worker->End();
  const absl::MutexLock lock(&mutex_);
  free_workers_.push_back(worker);
}

bool Backlog::Admits(size_t bytes, absl::Time now) const {
  const int64_t waiting = calls();
  if (waiting >= int64_t{limits_.max_calls} * workers()) return false;
  if (waiting > 0 && this->bytes() + static_cast<int64_t>(bytes) > static_cast<int64_t>(limits_.max_bytes))
    return false;
  // Its turn comes when the workers are done with what waits before it.
  absl::Duration time;
  for (const Worker& worker : workers_) time += worker.TimeBefore(now, now + limits_.target_delay);
  return time > expected();
}

void Backlog::Add(const QueuedWork& work) {
  calls_.fetch_add(1, std::memory_order_relaxed);
  bytes_.fetch_add(static_cast<int64_t>(work.bytes), std::memory_order_relaxed);
  expected_.fetch_add(absl::ToInt64Nanoseconds(work.expected), std::memory_order_relaxed);
}

void Backlog::Remove(const QueuedWork& work) {
  calls_.fetch_sub(1, std::memory_order_relaxed);
  bytes_.fetch_sub(static_cast<int64_t>(work.bytes), std::memory_order_relaxed);
  expected_.fetch_sub(absl::ToInt64Nanoseconds(work.expected), std::memory_order_relaxed);
}

}  // namespace berth
