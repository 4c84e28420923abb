#include "server/transport/backlog.h"

#include <sched.h>

#include <algorithm>

namespace berth {

int AvailableProcessors() {
  cpu_set_t processors;
  if (sched_getaffinity(0, sizeof(processors), &processors) != 0) return 1;
  return std::max(CPU_COUNT(&processors), 1);
}

bool Backlog::BeginWork(absl::Duration patience) {
  const absl::MutexLock lock(&mutex_);
  const auto free = [this] { return free_workers_ > 0; };
  if (!mutex_.AwaitWithTimeout(absl::Condition(&free), patience)) return false;
  --free_workers_;
  return true;
}

void Backlog::EndWork() {
  const absl::MutexLock lock(&mutex_);
  ++free_workers_;
}

void Backlog::Add(size_t bytes) {
  calls_.fetch_add(1, std::memory_order_relaxed);
  bytes_.fetch_add(static_cast<int64_t>(bytes), std::memory_order_relaxed);
}

void Backlog::Remove(size_t bytes) {
  calls_.fetch_sub(1, std::memory_order_relaxed);
  bytes_.fetch_sub(static_cast<int64_t>(bytes), std::memory_order_relaxed);
}

}  // namespace berth
