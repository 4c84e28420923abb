#include "server/config/server_config.h"

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace berth {
namespace {

struct Case {
  const char* name;
  void (*change)(ServerConfig&);
  const char* fault;  // What the one fault begins with; empty: none.
};

TEST(ServerConfigTest, FindsFaults) {
  const std::vector<Case> cases = {
      {"defaults", [](ServerConfig&) {}, ""},
      {"one queue", [](ServerConfig& c) { c.completion_queues = 1; }, ""},
      {"no queue", [](ServerConfig& c) { c.completion_queues = 0; }, "completion_queues is `0`"},
      {"too many queues", [](ServerConfig& c) { c.completion_queues = 65; }, "completion_queues is `65`"},
      {"tiny messages", [](ServerConfig& c) { c.max_receive_message_bytes = 1; }, "max_receive_message_bytes is `1`"},
      {"unlimited messages", [](ServerConfig& c) { c.max_receive_message_bytes = -1; },
       "max_receive_message_bytes is `-1`"},
      {"no metadata", [](ServerConfig& c) { c.max_metadata_bytes = 0; }, "max_metadata_bytes is `0`"},
      {"no streams", [](ServerConfig& c) { c.max_concurrent_streams = 0; }, "max_concurrent_streams is `0`"},
      {"no timeout", [](ServerConfig& c) { c.shutdown_timeout = absl::ZeroDuration(); }, ""},
      {"negative timeout", [](ServerConfig& c) { c.shutdown_timeout = absl::Seconds(-1); },
       "shutdown_timeout is `-1s`"},
      {"endless timeout", [](ServerConfig& c) { c.shutdown_timeout = absl::InfiniteDuration(); },
       "shutdown_timeout is `inf`"},
      {"unknown level", [](ServerConfig& c) { c.log_level = "loud"; }, "log_level is `loud`"},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    ServerConfig config;
    test.change(config);
    const std::vector<std::string> faults = FaultsOf(config);
    if (*test.fault == '\0') {
      EXPECT_TRUE(faults.empty()) << absl::StrJoin(faults, "\n");
    } else {
      ASSERT_EQ(faults.size(), 1u);
      EXPECT_EQ(faults[0].rfind(test.fault, 0), 0u) << faults[0];
    }
  }
}

TEST(ServerConfigTest, ReportsAllFaultsAtOnce) {
  ServerConfig config;
  config.completion_queues = 0;
  config.max_metadata_bytes = 0;
  config.log_level.clear();
  EXPECT_EQ(FaultsOf(config).size(), 3u);
}

TEST(ServerConfigTest, DefaultsToAtLeastFourQueues) {
  EXPECT_GE(DefaultCompletionQueues(), 4);
  EXPECT_LE(DefaultCompletionQueues(), 64);
}

}  // namespace
}  // namespace berth
