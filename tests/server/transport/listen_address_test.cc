#include "server/transport/listen_address.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace berth {
namespace {

TEST(ListenAddressTest, ParsesAddresses) {
  struct Case {
    const char* text;
    const char* ip;
    int port;
  };
  const std::vector<Case> cases = {
      {"127.0.0.1:50051", "127.0.0.1", 50051}, {"127.0.0.1:0", "127.0.0.1", 0}, {"0.0.0.0:65535", "0.0.0.0", 65535},
      {"[::1]:50051", "::1", 50051},           {"[::]:8080", "::", 8080},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.text);
    const auto address = ParseListenAddress(test.text);
    ASSERT_TRUE(address.ok()) << address.status();
    EXPECT_EQ(address->ip, test.ip);
    EXPECT_EQ(address->port, test.port);
    EXPECT_EQ(address->ToString(), test.text);
  }
}

TEST(ListenAddressTest, RefusesEverythingElse) {
  const std::vector<const char*> texts = {
      "",
      ":",
      ":50051",
      "127.0.0.1",
      "127.0.0.1:",
      "127.0.0.1:65536",
      "127.0.0.1:-1",
      "127.0.0.1:+1",
      "127.0.0.1: 1",
      "127.0.0.1:99999999999999999999",
      "127.0.0.1:http",
      "localhost:50051",
      "[127.0.0.1]:50051",
      "::1:50051",
      "[::1]50051",
      "[]:50051",
      "[::1:50051",
      "unix:/tmp/berth",
  };
  for (const char* text : texts) {
    SCOPED_TRACE(text);
    EXPECT_EQ(ParseListenAddress(text).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(ListenAddressTest, OverlapsWhereOneWouldNotBeListenedOn) {
  const struct {
    const char* first;
    const char* second;
    bool overlap;
  } cases[] = {
      {"127.0.0.1:1", "127.0.0.1:1", true},
      {"127.0.0.1:1", "127.0.0.1:2", false},
      {"127.0.0.1:0", "127.0.0.1:0", false},
      {"127.0.0.1:1", "127.0.0.2:1", false},
      {"0.0.0.0:1", "127.0.0.1:1", true},
      {"0.0.0.0:1", "[::1]:1", false},
      {"[::]:1", "[::1]:1", true},
      {"[::]:1", "127.0.0.1:1", true},
      {"[::1]:1", "[0:0::0:1]:1", true},
      {"[::1]:1", "127.0.0.1:1", false},
      {"[::ffff:127.0.0.1]:1", "127.0.0.1:1", true},
      {"[::]:1", "[::1]:2", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(std::string(c.first) + " " + c.second);
    const ListenAddress first = *ParseListenAddress(c.first);
    const ListenAddress second = *ParseListenAddress(c.second);
    EXPECT_EQ(Overlap(first, second), c.overlap);
    EXPECT_EQ(Overlap(second, first), c.overlap);
  }
}

TEST(ListenAddressTest, NamesPeersAsGrpcDoes) {
  const std::vector<std::pair<ListenAddress, std::string>> cases = {
      {{"127.0.0.1", 50051}, "ipv4:127.0.0.1:50051"},
      {{"::1", 80}, "ipv6:%5B::1%5D:80"},
      {{"::ffff:10.1.2.3", 7}, "ipv4:10.1.2.3:7"},
  };
  for (const auto& [address, name] : cases) {
    EXPECT_EQ(PeerName(ToSocketAddress(address)), name);
    EXPECT_EQ(PortOf(ToSocketAddress(address)), address.port);
  }
  EXPECT_EQ(PeerName(SocketAddress()), "");
}

}  // namespace
}  // namespace berth
