// How the server is set up: a plain struct, and its validation. Knows no flags
// and no files, so that other sources of settings can fill it too.
#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"

namespace berth {

// One per core, but at least four: with fewer threads, floods of cancelled calls on several connections keep all of
// them reading, and healthy calls out.
int DefaultCompletionQueues();

struct ServerConfig {
  std::string address = "127.0.0.1:50051";
  std::string port_file;  // Empty: none.
  std::string catalog;    // Empty: the default catalog.
  int completion_queues = DefaultCompletionQueues();
  int max_receive_message_bytes = 4 << 20;
  int max_metadata_bytes = 8 << 10;
  int max_concurrent_streams = 256;  // Per connection.
  absl::Duration shutdown_timeout = absl::Seconds(10);
  bool reflection = true;
  bool channelz = false;
  std::string log_level = "info";
};

// Everything that is wrong, one message each. Addresses are checked where they are used.
std::vector<std::string> FaultsOf(const ServerConfig& config);

}  // namespace berth
