#include "server/transport/connections.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>

#include "absl/time/clock.h"
#include "tests/server/transport/listening_test.h"

namespace berth {
namespace {

using ConnectionsTest = ListeningTest;
using FloodTest = FloodedTest;

TEST_F(ConnectionsTest, CutsAConnectionThatGivesUpTooManyCalls) {
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

TEST_F(ConnectionsTest, CutsNobodyWithoutABound) {
  Start({.max_abandoned_calls_per_second = 0});
  const int client = Connect();
  Wait([&] { return accepted() == 1; });
  for (int i = 0; i < 10'000; ++i) listener_->connections().OnAbandonedCall(NameOf(client), absl::Now());
  EXPECT_EQ(listener_->connections().cut(), 0);
}

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

}  // namespace
}  // namespace berth
