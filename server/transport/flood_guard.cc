#include "server/transport/flood_guard.h"

#include <algorithm>

#include "absl/time/clock.h"

namespace berth {
namespace {

constexpr absl::Duration kPause = absl::Milliseconds(3);
// With thousands of connections a look takes longer, and the guard must not cost more than what it guards against.
constexpr int kPauseForWork = 10;

}  // namespace

FloodGuard::FloodGuard(Connections& connections) : connections_(connections) {
  thread_ = std::thread([this] { Run(); });
}

FloodGuard::~FloodGuard() {
  ending_.Notify();
  thread_.join();
}

void FloodGuard::Run() {
  absl::Duration pause = kPause;
  while (!ending_.WaitForNotificationWithTimeout(pause)) {
    const absl::Time start = absl::Now();
    connections_.CutFloods(start);
    pause = std::max(kPause, kPauseForWork * (absl::Now() - start));
  }
}

}  // namespace berth
