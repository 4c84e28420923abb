// Fixtures with a listener, clients' sockets, and connections that are looked at as if they were floods.
#pragma once

#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "server/transport/listener.h"

namespace berth {

// A listener, and the sockets that it passed on.
class ListeningTest : public testing::Test {
 protected:
  ~ListeningTest() override {
    listener_.reset();
    for (const int socket : accepted_) close(socket);
    for (const int socket : clients_) close(socket);
  }

  void Start(const ConnectionLimits& limits = {}) {
    auto listener = Listener::Listen({.ip = "127.0.0.1"}, limits);
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

// Connections that have sent and been read alike, and always have something more to read.
class FloodedTest : public ListeningTest {
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

}  // namespace berth
