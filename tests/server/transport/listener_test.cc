#include "server/transport/listener.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "gtest/gtest.h"

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

TEST_F(ListenerTest, CutsWhoSendsMuchAndGetsLittle) {
  Start();
  const int flooding = Connect();
  Wait([&] { return accepted() == 1; });
  const int answered = Connect();
  Wait([&] { return accepted() == 2; });
  const int quiet = Connect();
  Wait([&] { return accepted() == 3; });
  Connections& connections = listener_->connections();
  const auto send_and_read = [this](int client, int socket, size_t bytes) {
    const std::string data(bytes, 'x');
    ASSERT_EQ(send(client, data.data(), data.size(), 0), static_cast<ssize_t>(bytes));
    std::string read(bytes, '\0');
    ASSERT_EQ(recv(socket, read.data(), bytes, MSG_WAITALL), static_cast<ssize_t>(bytes));
  };
  // What came before does not count.
  send_and_read(quiet, accepted_[2], 9000);
  connections.MeasureRead();
  send_and_read(flooding, accepted_[0], 9000);
  send_and_read(answered, accepted_[1], 9000);
  send_and_read(quiet, accepted_[2], 90);
  connections.OnAnswer(NameOf(answered));
  connections.CutMostRead(3, 1000, 10'000);
  EXPECT_EQ(connections.cut(), 1);
  char byte = 0;
  EXPECT_EQ(recv(flooding, &byte, 1, 0), -1);
  // One answer does not make up for ten times as much.
  connections.CutMostRead(3, 1000, 900);
  EXPECT_EQ(connections.cut(), 2);
}

TEST_F(ListenerTest, CutsNoMoreThanItIsToldTo) {
  Start();
  Connections& connections = listener_->connections();
  connections.MeasureRead();
  const std::string data(5000, 'x');
  for (size_t i = 0; i < 3; ++i) {
    const int client = Connect();
    Wait([&] { return accepted() == i + 1; });
    ASSERT_EQ(send(client, data.data(), data.size(), 0), 5000);
    std::string read(5000, '\0');
    ASSERT_EQ(recv(accepted_[i], read.data(), read.size(), MSG_WAITALL), 5000);
  }
  connections.CutMostRead(2, 1000, 1);
  EXPECT_EQ(connections.cut(), 2);
}

TEST_F(ListenerTest, CutsConnectionsWithFullBuffers) {
  Start();
  const int full = Connect();
  const int modest = Connect();
  Wait([&] { return accepted() == 2; });
  const std::string data(4096, 'x');
  while (send(full, data.data(), data.size(), MSG_DONTWAIT) > 0) {
  }
  ASSERT_EQ(send(modest, data.data(), data.size(), 0), 4096);
  listener_->connections().CutFull();
  EXPECT_EQ(listener_->connections().cut(), 1);
  Wait([&] { return listener_->connections().open() == 1; });
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
