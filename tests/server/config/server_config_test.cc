#include "server/config/server_config.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "server/config/setting_table.h"
#include "server/config/settings.h"

namespace berth {
namespace {

using Strings = std::vector<std::string>;

struct Bounds {
  Strings good;
  Strings bad;
};

const Strings kBadPaths = {std::string(4097, 'x'), "a\nb", "\xFF"};

// Least and most, and what is just beyond or of another kind.
const std::map<std::string, Bounds>& BoundsBySetting() {
  static const std::map<std::string, Bounds> bounds = {
      {"address",
       {{"127.0.0.1:0", "127.255.0.1:65535", "[::1]:1"},
        {"", "localhost:1", "127.0.0.1", "127.0.0.1:65536", "::1:1", "[127.0.0.1]:1"}}},
      {"admin_address", {{"", "127.0.0.1:0", "[::1]:9090"}, {"localhost:1", "9090", ":9090"}}},
      {"admin_port_file", {{""}, kBadPaths}},
      {"allow_plaintext", {{"true", "false"}, {"", "on", "2"}}},
      {"allow_plaintext_admin", {{"true", "false"}, {"", "on"}}},
      {"allowed_callers", {{""}, {"*", "=dns:a", "*=dns:a;;", "*=dns:a,", "*=dns:a;*=dns:b", "* x=dns:a"}}},
      {"catalog", {{"", "/a b/ü"}, kBadPaths}},
      {"channelz", {{"true", "false"}, {"", "on"}}},
      {"completion_queues", {{"1", "64"}, {"0", "65", "-1", "", "many", "1.5", "99999999999"}}},
      {"decision_log", {{"", "/var/log/d"}, kBadPaths}},
      {"decision_log_files", {{"1", "100"}, {"0", "101"}}},
      {"decision_log_max_bytes", {{"65536", "1073741824"}, {"65535", "1073741825"}}},
      {"drain_delay", {{"0", "10m"}, {"-1ms", "10m1s", "5", "1us", "inf"}}},
      {"handshake_timeout", {{"100ms", "10m"}, {"99ms", "11m"}}},
      {"keepalive_time", {{"1s", "24h"}, {"999ms", "25h"}}},
      {"keepalive_timeout", {{"100ms", "10m"}, {"99ms", "11m"}}},
      {"log_calls", {{"debug", "info", "off"}, {"warn", "", "INFO"}}},
      {"log_calls_per_second", {{"0", "1000000"}, {"-1", "1000001"}}},
      {"log_format", {{"text", "json"}, {"xml", ""}}},
      {"log_level", {{"debug", "info", "warn", "error", "off"}, {"loud", ""}}},
      {"max_abandoned_calls_per_second", {{"0", "1000000"}, {"-1", "1000001"}}},
      {"max_batch_access_checks", {{"1", "1000000"}, {"0", "1000001"}}},
      {"max_batch_plans", {{"1", "100000"}, {"0", "100001"}}},
      {"max_concurrent_streams", {{"1", "100000"}, {"0", "100001"}}},
      {"max_connection_age", {{"0", "1ms", "720h"}, {"500us", "-1s", "721h", "inf"}}},
      {"max_connection_age_grace", {{"0", "1h"}, {"-1s", "61m"}}},
      {"max_connection_idle", {{"0", "720h"}, {"-1s", "721h"}}},
      {"max_connections", {{"1", "1000000"}, {"0", "1000001"}}},
      {"max_metadata_bytes", {{"1024", "1048576"}, {"1023", "1048577"}}},
      {"max_queued_calls", {{"1", "100000"}, {"0", "100001"}}},
      {"max_receive_message_bytes", {{"1024", "67108864"}, {"1023", "67108865", "-1"}}},
      {"min_ping_interval", {{"0", "1h"}, {"-1s", "61m"}}},
      {"port_file", {{"", "port"}, kBadPaths}},
      {"reflection", {{"true", "false"}, {"", "on"}}},
      {"shutdown_timeout", {{"0", "1h"}, {"-1s", "61m"}}},
      {"target_queue_delay", {{"1ms", "10s"}, {"0", "10001ms"}}},
      {"tls_certificate", {{""}, kBadPaths}},
      {"tls_client_ca", {{""}, kBadPaths}},
      {"tls_private_key", {{""}, kBadPaths}},
  };
  return bounds;
}

TEST(ServerConfigTest, EverySettingHasBounds) {
  for (const Setting& setting : AllSettings()) {
    SCOPED_TRACE(setting.name);
    const auto bounds = BoundsBySetting().find(std::string(setting.name));
    ASSERT_NE(bounds, BoundsBySetting().end());
    for (const std::string& value : bounds->second.good) {
      const Settings settings = ReadSettings({absl::StrCat("--", setting.name, "=", value)}, {});
      EXPECT_TRUE(settings.faults.empty()) << absl::StrJoin(settings.faults, "\n");
    }
    for (const std::string& value : bounds->second.bad) {
      const Settings settings = ReadSettings({absl::StrCat("--", setting.name, "=", value)}, {});
      ASSERT_EQ(settings.faults.size(), 1u) << value << absl::StrJoin(settings.faults, "\n");
      EXPECT_TRUE(absl::StartsWith(settings.faults[0], absl::StrCat("--", setting.name, " is `")))
          << settings.faults[0];
      EXPECT_TRUE(absl::StrContains(settings.faults[0], absl::StrCat("must be ", setting.form))) << settings.faults[0];
      EXPECT_LT(settings.faults[0].size(), 400u);
    }
  }
  EXPECT_EQ(BoundsBySetting().size(), AllSettings().size());
}

// As the server's own code and tests fill it, without any text.
TEST(ServerConfigTest, JudgesPlainData) {
  EXPECT_TRUE(FaultsOf({}).empty());
  ServerConfig config;
  config.completion_queues = 0;
  config.shutdown_timeout = absl::InfiniteDuration();
  config.log_level.clear();
  config.allowed_callers = {{"Plan", {"dns:a"}}};
  EXPECT_EQ(FaultsOf(config).size(), 5u) << absl::StrJoin(FaultsOf(config), "\n");
}

struct Case {
  const char* name;
  void (*change)(ServerConfig&);
  Strings faults;  // What they begin with.
};

TEST(ServerConfigTest, FindsFaultsBetweenSettings) {
  using C = ServerConfig;
  static constexpr char kAny[] = "0.0.0.0:1";
  const std::vector<Case> cases = {
      {"defaults", [](C&) {}, {}},
      {"plain text on every interface", [](C& c) { c.address = kAny; }, {"address `0.0.0.0:1` can be reached"}},
      {"on every interface, IPv6", [](C& c) { c.address = "[::]:1"; }, {"address `[::]:1` can be reached"}},
      {"mapped IPv4",
       [](C& c) { c.address = "[::ffff:10.0.0.1]:1"; },
       {"address `[::ffff:10.0.0.1]:1` can be reached"}},
      {"loopback", [](C& c) { c.address = "127.3.2.1:1"; }, {}},
      {"loopback, IPv6", [](C& c) { c.address = "[0::1]:1"; }, {}},
      {"told so", [](C& c) { c.address = kAny, c.allow_plaintext = true; }, {}},
      {"with TLS", [](C& c) { c.address = kAny, c.tls_certificate = c.tls_private_key = "x"; }, {}},
      {"admin on every interface", [](C& c) { c.admin_address = kAny; }, {"admin_address `0.0.0.0:1` can be reached"}},
      {"that TLS does not cover",
       [](C& c) { c.admin_address = kAny, c.tls_certificate = c.tls_private_key = "x", c.allow_plaintext = true; },
       {"admin_address `0.0.0.0:1` can be reached"}},
      {"admin, told so", [](C& c) { c.admin_address = kAny, c.allow_plaintext_admin = true; }, {}},
      {"one port for both",
       [](C& c) { c.admin_address = c.address; },
       {"admin_address `127.0.0.1:50051` is taken by address"}},
      {"a port within every interface",
       [](C& c) { c.address = "[::]:50051", c.admin_address = "127.0.0.1:50051", c.allow_plaintext = true; },
       {"admin_address `127.0.0.1:50051` is taken by address `[::]:50051`"}},
      {"any port for both", [](C& c) { c.admin_address = c.address = "127.0.0.1:0"; }, {}},
      {"admin port without admin", [](C& c) { c.admin_port_file = "x"; }, {"admin_port_file needs admin_address"}},
      {"one file for both ports",
       [](C& c) { c.admin_address = "127.0.0.1:0", c.port_file = c.admin_port_file = "x"; },
       {"admin_port_file is the same as port_file"}},
      {"no key", [](C& c) { c.tls_certificate = "x"; }, {"tls_certificate needs tls_private_key"}},
      {"no certificate", [](C& c) { c.tls_private_key = "x"; }, {"tls_private_key needs tls_certificate"}},
      {"clients' authorities alone", [](C& c) { c.tls_client_ca = "x"; }, {"tls_client_ca needs tls_certificate"}},
      {"callers without certificates", [](C& c) { c.allowed_callers["*"]; }, {"allowed_callers needs tls_client_ca"}},
      {"several",
       [](C& c) { c.address = kAny, c.tls_private_key = "x"; },
       {"address `0.0.0.0:1` can be reached", "tls_private_key needs tls_certificate"}},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    ServerConfig config;
    test.change(config);
    const Strings faults = FaultsOf(config);
    ASSERT_EQ(faults.size(), test.faults.size()) << absl::StrJoin(faults, "\n");
    for (size_t i = 0; i < faults.size(); ++i) EXPECT_TRUE(absl::StartsWith(faults[i], test.faults[i])) << faults[i];
  }
}

TEST(ServerConfigTest, JudgesAllowedCallers) {
  ServerConfig config;
  config.tls_certificate = config.tls_private_key = config.tls_client_ca = "x";
  config.allowed_callers = {{"PlanPlacement", {"dns:a"}}};
  EXPECT_TRUE(FaultsOf(config).empty()) << absl::StrJoin(FaultsOf(config), "\n");
  config.allowed_callers = {{"PlanPlacement", {"a"}}, {"Plan", {}}};
  EXPECT_EQ(FaultsOf(config).size(), 2u) << absl::StrJoin(FaultsOf(config), "\n");
}

TEST(ServerConfigTest, DefaultsToAtLeastFourQueues) {
  EXPECT_GE(DefaultCompletionQueues(), 4);
  EXPECT_LE(DefaultCompletionQueues(), 64);
}

}  // namespace
}  // namespace berth
