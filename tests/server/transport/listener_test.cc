#include "server/transport/listener.h"

#include <sys/socket.h>

#include "absl/strings/str_cat.h"
#include "tests/server/transport/listening_test.h"

namespace berth {
namespace {

using ListenerTest = ListeningTest;

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

}  // namespace
}  // namespace berth
