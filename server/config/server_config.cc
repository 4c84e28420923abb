#include "server/config/server_config.h"

#include <algorithm>
#include <array>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace berth {
namespace {

constexpr std::array<absl::string_view, 5> kLogLevels = {"debug", "info", "warn", "error", "off"};
constexpr int kMiB = 1 << 20;

void CheckRange(const char* name, int value, int min, int max, std::vector<std::string>& faults) {
  if (value >= min && value <= max) return;
  faults.push_back(absl::StrCat(name, " is `", value, "`, but must be from ", min, " to ", max));
}

}  // namespace

int DefaultCompletionQueues() { return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 4, 64); }

std::vector<std::string> FaultsOf(const ServerConfig& config) {
  std::vector<std::string> faults;
  CheckRange("completion_queues", config.completion_queues, 1, 64, faults);
  CheckRange("max_receive_message_bytes", config.max_receive_message_bytes, 1024, 64 * kMiB, faults);
  CheckRange("max_metadata_bytes", config.max_metadata_bytes, 1024, kMiB, faults);
  CheckRange("max_concurrent_streams", config.max_concurrent_streams, 1, 100'000, faults);
  if (config.shutdown_timeout < absl::ZeroDuration() || config.shutdown_timeout > absl::Hours(1)) {
    faults.push_back(absl::StrCat("shutdown_timeout is `", absl::FormatDuration(config.shutdown_timeout),
                                  "`, but must be from 0 to 1h"));
  }
  if (std::find(kLogLevels.begin(), kLogLevels.end(), config.log_level) == kLogLevels.end()) {
    faults.push_back(
        absl::StrCat("log_level is `", config.log_level, "`, but must be debug, info, warn, error or off"));
  }
  return faults;
}

}  // namespace berth
