#include "server/transport/listener.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"
#include "server/transport/call_queue.h"
#include "server/transport/flood_guard.h"

namespace berth {
namespace {

const ListenAddress kAnyPort = {.ip = "127.0.0.1"};

// A listener, and the sockets that it passed on.
class ListenerTest : public testing::Test {
 protected:
  ~ListenerTest() override {
    listener_.reset();
    for (const int socket : accepted_) close(socket);
    for (const int socket : clients_) close(socket);
  }

  void Start(const ConnectionLimits& limits = {}) {
    auto listener = Listener::Listen(kAnyPort, limits);
    ASSERT_TRUE(listener.ok()) << listener.status();
    listener_ = *std::move(listener);
    listener_->Start([this](int socket) {
      const std::lock_guard lock(mutex_);
      accepted_.push_back(socket);
    });
  }

  int Connect() {
    const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const SocketAddress address = ToSocketAddress(listener_->address());
    EXPECT_EQ(connect(client, address.get(), address.size), 0);
    clients_.push_back(client);
    return client;
  }

  std::string NameOf(int client) {
    SocketAddress address;
    EXPECT_EQ(getsockname(client, address.get(), &address.size), 0);
    return PeerName(address);
  }

  size_t accepted() {
    const std::lock_guard lock(mutex_);
    return accepted_.size();
  }

  static void Wait(const std::function<bool()>& condition) {
    for (int i = 0; i < 5000 && !condition(); ++i) absl::SleepFor(absl::Milliseconds(2));
    EXPECT_TRUE(condition());
  }

  std::unique_ptr<Listener> listener_;
  std::mutex mutex_;
  std::vector<int> accepted_, clients_;
};

TEST_F(ListenerTest, PassesConnectionsOn) {
  Start();
  EXPECT_NE(listener_->address().port, 0);
  Connect();
  Connect();
  Wait([&] { return accepted() == 2; });
  EXPECT_EQ(listener_->connections().open(), 2);
  EXPECT_EQ(listener_->connections().accepted(), 2);
}

TEST_F(ListenerTest, SaysWhyItCannotListen) {
  Start();
  const auto taken = Listener::Listen(listener_->address(), {});
  EXPECT_EQ(taken.status().message(),
            absl::StrCat("cannot listen on ", listener_->address().ToString(), ": address already in use"));
  const auto foreign = Listener::Listen({"192.0.2.1", 50051}, {});
  EXPECT_EQ(foreign.status().message(), "cannot listen on 192.0.2.1:50051: cannot assign requested address");
}

TEST_F(ListenerTest, RefusesConnectionsBeyondTheLimit) {
  Start({.max_open = 2});
  Connect();
  Connect();
  Wait([&] { return accepted() == 2; });
  char byte = 0;
  EXPECT_LE(recv(Connect(), &byte, 1, 0), 0);
  EXPECT_EQ(accepted(), 2u);
  EXPECT_EQ(listener_->connections().refused(), 1);
}

TEST_F(ListenerTest, ForgetsConnectionsThatAreOver) {
  Start({.max_open = 1});
  Connect();
  Wait([&] { return accepted() == 1; });
  // As gRPC ends a connection.
  shutdown(accepted_[0], SHUT_RDWR);
  Wait([&] { return listener_->connections().open() == 0; });
  Connect();
  Wait([&] { return accepted() == 2; });
}

TEST_F(ListenerTest, LetsTheAddressGoAndKeepsTheConnections) {
  Start();
  const int client = Connect();
  Wait([&] { return accepted() == 1; });
  listener_->StopAccepting();
  EXPECT_TRUE(Listener::Listen(listener_->address(), {}).ok());
  EXPECT_EQ(send(accepted_[0], "x", 1, 0), 1);
  char byte = 0;
  EXPECT_EQ(recv(client, &byte, 1, 0), 1);
}

TEST_F(ListenerTest, CutsAConnectionThatGivesUpTooManyCalls) {
  Start({.max_abandoned_calls_per_second = 10});
  const int greedy = Connect();
  const int modest = Connect();
  Wait([&] { return accepted() == 2; });
  // What was received and not read goes too.
  EXPECT_EQ(send(greedy, "xxxx", 4, 0), 4);
  Connections& connections = listener_->connections();
  const absl::Time now = absl::Now();
  for (int i = 0; i < 10; ++i) connections.OnAbandonedCall(NameOf(greedy), now);
  EXPECT_EQ(connections.cut(), 0);
  connections.OnAbandonedCall(NameOf(greedy), now);
  EXPECT_EQ(connections.cut(), 1);
  char byte = 0;
  EXPECT_EQ(recv(greedy, &byte, 1, 0), -1);
  EXPECT_EQ(errno, ECONNRESET);
  Wait([&] { return connections.open() == 1; });

  for (int i = 0; i < 500; ++i) connections.OnAbandonedCall(NameOf(modest), now + i * absl::Milliseconds(100));
  EXPECT_EQ(connections.cut(), 1);
  connections.OnAbandonedCall("ipv4:192.0.2.1:1", now);  // Nobody's.
  EXPECT_EQ(connections.cut(), 1);
}

// Connections that have sent and been read alike, and always have something more to read.
class FloodTest : public ListenerTest {
 protected:
  static constexpr size_t kSent = 30'000, kRead = 20'000;

  // A connection of which kSent bytes have arrived and none was read: its client's socket.
  int ConnectAndSend() {
    const int client = Connect();
    const size_t number = clients_.size();
    Wait([&] { return accepted() == number; });
    Send(number - 1, kSent);
    return client;
  }

  void Send(size_t connection, size_t bytes) {
    const std::string data(bytes, 'x');
    EXPECT_EQ(send(clients_[connection], data.data(), bytes, 0), static_cast<ssize_t>(bytes));
    Wait([&] {
      int unread = 0;
      return ioctl(accepted_[connection], FIONREAD, &unread) == 0 && unread >= static_cast<int>(bytes);
    });
  }

  void Read(size_t connection, size_t bytes) {
    std::string read(bytes, '\0');
    EXPECT_EQ(recv(accepted_[connection], read.data(), bytes, MSG_WAITALL), static_cast<ssize_t>(bytes));
  }

  // Looks `number` times, 5 ms apart. The server has caught up a millisecond before each.
  void Look(int number = 20) {
    for (int i = 0; i < number; ++i) {
      now_ += absl::Milliseconds(5);
      listener_->connections().CutFloods(now_, now_ - absl::Milliseconds(1));
    }
  }

  // The same, but the server has never caught up: whether it has to.
  bool LookWhileBehind(int number = 20) {
    bool is_behind = false;
    for (int i = 0; i < number; ++i) {
      now_ += absl::Milliseconds(5);
      is_behind = listener_->connections().CutFloods(now_, absl::InfinitePast());
    }
    return is_behind;
  }

  int64_t cut() const { return listener_->connections().cut(); }

  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
};

TEST_F(FloodTest, IsCutWhileItIsRead) {
  Start();
  const int client = ConnectAndSend();
  Look();
  EXPECT_EQ(cut(), 0) << "it was not read, so that it holds up nobody";
  Read(0, kRead);
  Look();
  EXPECT_EQ(cut(), 1);
  char byte = 0;
  EXPECT_EQ(recv(client, &byte, 1, 0), -1);
  EXPECT_EQ(errno, ECONNRESET);
  Wait([&] { return listener_->connections().open() == 0; });
}

TEST_F(FloodTest, IsNotWhatCallsAccountFor) {
  Start();
  const int messages = ConnectAndSend();
  const int answered = ConnectAndSend();
  Look();
  for (const size_t connection : {0, 1}) Read(connection, kRead);
  listener_->connections().OnMessage(NameOf(messages), kRead);
  for (int i = 0; i < 20; ++i) listener_->connections().OnAnswer(NameOf(answered));
  Look();
  EXPECT_EQ(cut(), 0);
}

TEST_F(FloodTest, IsNotJudgedAtOnce) {
  Start();
  ConnectAndSend();
  Look(1);
  Read(0, kRead);
  Look(6);
  EXPECT_EQ(cut(), 0) << "it is only suspected";
  Look(1);
  EXPECT_EQ(cut(), 1);
}

TEST_F(FloodTest, IsNotJudgedBeforeTheServerHasCaughtUp) {
  Start();
  ConnectAndSend();
  EXPECT_FALSE(LookWhileBehind(1));
  Read(0, kRead);
  EXPECT_TRUE(LookWhileBehind());
  EXPECT_EQ(cut(), 0);
  Look(1);
  EXPECT_EQ(cut(), 1);
  EXPECT_FALSE(LookWhileBehind());
}

TEST_F(FloodTest, IsNotWhatTurnsOutToBeCallsWhenTheServerHasCaughtUp) {
  Start();
  const int client = ConnectAndSend();
  EXPECT_FALSE(LookWhileBehind(1));
  Read(0, kRead);
  EXPECT_TRUE(LookWhileBehind());
  // Enough for what was read at first, and too little for all.
  listener_->connections().OnMessage(NameOf(client), kRead / 3 + 1000);
  Read(0, 5000);
  Look(1);
  EXPECT_EQ(cut(), 0);
  EXPECT_FALSE(LookWhileBehind()) << "it is looked at anew";
}

TEST_F(FloodTest, IsForgivenWhoHasNothingMoreToReadForAWhile) {
  Start();
  ConnectAndSend();
  Look(1);
  Read(0, kSent);
  Look();
  Send(0, kSent);
  Look();
  EXPECT_EQ(cut(), 0) << "what was read before its pause does not count";
}

TEST_F(FloodTest, IsNotWhatIsReadAsFastAsItArrives) {
  Start();
  ConnectAndSend();
  Look(1);
  Read(0, kSent - 4000);
  Look();
  EXPECT_EQ(cut(), 0);
}

TEST_F(FloodTest, IsFoundOutInSpiteOfShortPauses) {
  Start();
  ConnectAndSend();
  Look(4);
  for (int i = 0; i < 10 && cut() == 0; ++i) {
    Read(0, kSent);
    Look(1);
    Send(0, kSent);
    Look(4);
  }
  EXPECT_EQ(cut(), 1);
}

TEST_F(FloodTest, IsNotExcusedForLongByCallsBefore) {
  Start();
  const int client = ConnectAndSend();
  Look(1);
  listener_->connections().OnMessage(NameOf(client), 1 << 20);
  Look(100);
  Read(0, kRead);
  Look(60);
  EXPECT_EQ(cut(), 1);
}

TEST_F(FloodTest, IsNotWhatWasGivenLeaveToSendBefore) {
  Start();
  ConnectAndSend();
  Look(20);
  const std::string leave(1000, 'x');
  ASSERT_EQ(send(accepted_[0], leave.data(), leave.size(), 0), static_cast<ssize_t>(leave.size()));
  Wait([&] {
    int unacknowledged = 0;
    return ioctl(accepted_[0], SIOCOUTQ, &unacknowledged) == 0 && unacknowledged == 0;
  });
  Look(25);  // The last of them begin anew.
  for (int i = 0; i < 10; ++i) {
    Read(0, kSent);
    Send(0, kSent);
  }
  Look(5);
  EXPECT_EQ(cut(), 0);
}

// Two floods, of which the guard sees one read.
class FloodGuardTest : public FloodTest {
 protected:
  void ReadOneUnder(std::vector<CallQueue*> queues) {
    Start();
    ConnectAndSend();
    ConnectAndSend();
    guard_ = std::make_unique<FloodGuard>(listener_->connections(), std::move(queues));
    // Bit by bit, so that the guard sees it whenever it begins to look.
    for (size_t read = 0; read < kRead; read += kRead / 100) {
      Read(0, kRead / 100);
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

TEST_F(ListenerTest, CutsNobodyWithoutABound) {
  Start({.max_abandoned_calls_per_second = 0});
  const int client = Connect();
  Wait([&] { return accepted() == 1; });
  for (int i = 0; i < 10'000; ++i) listener_->connections().OnAbandonedCall(NameOf(client), absl::Now());
  EXPECT_EQ(listener_->connections().cut(), 0);
}

}  // namespace
}  // namespace berth
