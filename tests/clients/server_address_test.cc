// Addresses of servers, and the proxies on the way to them.
#include "clients/cpp/server_address.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cpp/proxy.h"

namespace berth {
namespace {

struct GoodAddress {
  const char* text;
  const char* target;
  bool is_loopback;
};

TEST(ServerAddress, ReadsHostAndPort) {
  const GoodAddress cases[] = {
      {"127.0.0.1:50051", "dns:///127.0.0.1:50051", true},
      {"127.8.9.10:1", "dns:///127.8.9.10:1", true},
      {"0.0.0.0:1", "dns:///0.0.0.0:1", true},
      {"[::1]:65535", "dns:///[::1]:65535", true},
      {"[::]:1", "dns:///[::]:1", true},
      {"[::ffff:127.0.0.1]:1", "dns:///[::ffff:127.0.0.1]:1", true},
      {"localhost:1", "dns:///localhost:1", true},
      {"LocalHost:1", "dns:///LocalHost:1", true},
      {"berth.localhost:1", "dns:///berth.localhost:1", true},
      {"128.0.0.1:1", "dns:///128.0.0.1:1", false},
      {"10.0.0.127:1", "dns:///10.0.0.127:1", false},
      {"[fe80::1%eth0]:1", "dns:///[fe80::1%eth0]:1", false},
      {"[::ffff:10.0.0.1]:1", "dns:///[::ffff:10.0.0.1]:1", false},
      {"notlocalhost:1", "dns:///notlocalhost:1", false},
      {"localhost.example:1", "dns:///localhost.example:1", false},
      // Hosts whose names are schemes of gRPC's.
      {"unix:50051", "dns:///unix:50051", false},
      {"dns:50051", "dns:///dns:50051", false},
      {"my_berth-1.models.svc.cluster.local:50051", "dns:///my_berth-1.models.svc.cluster.local:50051", false},
  };
  for (const GoodAddress& test : cases) {
    const absl::StatusOr<ServerAddress> address = ParseServerAddress(test.text);
    ASSERT_TRUE(address.ok()) << address.status();
    EXPECT_EQ(address->Target(), test.target);
    EXPECT_EQ(address->IsLoopback(), test.is_loopback) << test.text;
  }
}

struct BadAddress {
  const char* text;
  const char* fault;
};

TEST(ServerAddress, SaysWhatIsWrong) {
  const BadAddress cases[] = {
      {"", "an address is needed"},
      {"berth.example", "`berth.example` has no port: write it as `berth.example:50051`"},
      {"127.0.0.1:0", "does not end in a port from 1 to 65535"},
      {"127.0.0.1:65536", "does not end in a port"},
      {"127.0.0.1:115587", "does not end in a port"},
      {"127.0.0.1:4295017347", "does not end in a port"},
      {"127.0.0.1:-1", "does not end in a port"},
      {"127.0.0.1:+1", "does not end in a port"},
      {"127.0.0.1: 1", "does not end in a port"},
      {"127.0.0.1:", "does not end in a port"},
      {"127.0.0.1:http", "does not end in a port"},
      {":50051", "does not begin with a host name"},
      {" h:1", "does not begin with a host name"},
      {"::1:50051", "needs brackets around the IPv6 address"},
      {"[127.0.0.1]:1", "does not begin with a host name"},
      {"[::1:50051", "needs brackets around the IPv6 address"},
      {"[]:1", "does not begin with a host name"},
      {"http://berth.example:50051", "does not begin with a host name"},
      {"dns:///berth.example:50051", "does not begin with a host name"},
      {"berth.example/x:50051", "does not begin with a host name"},
  };
  for (const BadAddress& test : cases) {
    const absl::Status status = ParseServerAddress(test.text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << test.text;
    EXPECT_TRUE(absl::StrContains(status.message(), test.fault)) << status;
  }
}

struct ProxyCase {
  const char* name;
  const char* server;
  std::vector<const char*> environment;
  // `ADDRESS of VARIABLE`, or empty.
  const char* proxy;
};

TEST(Proxy, IsTheOneThatGrpcUses) {
  const ProxyCase cases[] = {
      {"None", "berth.example:1", {}, ""},
      {"Http", "berth.example:1", {"http_proxy=http://p:3128"}, "p:3128 of http_proxy"},
      {"Https", "berth.example:1", {"http_proxy=http://p", "https_proxy=http://q"}, "q of https_proxy"},
      {"Grpc", "berth.example:1", {"https_proxy=http://p", "grpc_proxy=http://q"}, "q of grpc_proxy"},
      {"EmptyMeansNone", "berth.example:1", {"grpc_proxy=", "http_proxy=http://p"}, ""},
      {"CapitalsAreNotRead", "berth.example:1", {"HTTP_PROXY=http://p", "HTTPS_PROXY=http://p"}, ""},
      {"UserAndPassword", "berth.example:1", {"http_proxy=http://u:p@q:1/x"}, "q:1 of http_proxy"},
      {"OtherSchemes", "berth.example:1", {"http_proxy=https://p"}, ""},
      {"NoProxy", "berth.example:1", {"http_proxy=http://p", "no_proxy=a,.EXAMPLE"}, ""},
      {"NoProxyOfOthers", "berth.example:1", {"http_proxy=http://p", "no_proxy=a.example,"}, "p of http_proxy"},
      {"NoGrpcProxyWins",
       "berth.example:1",
       {"http_proxy=http://p", "no_grpc_proxy=x", "no_proxy=berth.example"},
       "p of http_proxy"},
      {"Loopback", "127.0.0.1:1", {"grpc_proxy=http://p"}, ""},
      {"Localhost", "localhost:1", {"grpc_proxy=http://p"}, ""},
  };
  for (const ProxyCase& test : cases) {
    std::vector<const char*> environment = test.environment;
    environment.push_back(nullptr);
    const auto proxy = ProxyFor(*ParseServerAddress(test.server), environment.data());
    EXPECT_EQ(proxy.has_value() ? absl::StrCat(proxy->address, " of ", proxy->variable) : "", test.proxy) << test.name;
  }
}

}  // namespace
}  // namespace berth
