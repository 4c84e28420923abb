#include "server/transport/flood_guard.h"

#include <sys/socket.h>

#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "grpcpp/server_builder.h"
#include "server/transport/call_queue.h"
#include "tests/server/transport/listening_test.h"

namespace berth {
namespace {

// Two floods, of which the guard sees one read.
class FloodGuardTest : public FloodedTest {
 protected:
  void ReadOneUnder(std::vector<CallQueue*> queues) {
    Start();
    ConnectAndSend();
    ConnectAndSend();
    guard_ = std::make_unique<FloodGuard>(listener_->connections(), std::move(queues));
    // Bit by bit, so that the guard sees it whenever it begins to look. Once it is cut there is nothing more to read.
    std::array<char, kRead / 100> bytes = {};
    for (size_t i = 0; i < 100 && recv(accepted_[0], bytes.data(), bytes.size(), MSG_WAITALL) > 0; ++i) {
      absl::SleepFor(absl::Milliseconds(2));
    }
  }

  std::unique_ptr<CallQueue> MakeQueue() {
    return std::make_unique<CallQueue>(builder_.AddCompletionQueue(), backlog_);
  }

  Backlog backlog_{{}, 1};
  grpc::ServerBuilder builder_;
  std::unique_ptr<FloodGuard> guard_;
};

TEST_F(FloodGuardTest, CutsWhatIsReadOnceTheQueuesHaveCaughtUp) {
  const auto queue = MakeQueue();
  // Several times, so that processor time is long in coming.
  ReadOneUnder(std::vector<CallQueue*>(8, queue.get()));
  EXPECT_EQ(cut(), 0);
  queue->Start();
  Wait([&] { return cut() == 1; });
  Wait([&] { return listener_->connections().open() == 1; });
  guard_.reset();
  queue->Stop();
}

TEST_F(FloodGuardTest, CutsWhatHoldsUpAQueue) {
  const auto queue = MakeQueue();  // Which nobody serves.
  ReadOneUnder({queue.get()});
  Wait([&] {
    // As what holds it up would.
    for (const absl::Time end = absl::Now() + absl::Milliseconds(2); absl::Now() < end;) continue;
    return cut() == 1;
  });
  guard_.reset();
}

}  // namespace
}  // namespace berth
