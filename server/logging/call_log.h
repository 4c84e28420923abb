// One log line for each call: method, code, duration, what the answer was made
// by, who asked. At a level of its own, and at most so many a second: a line
// says how many before it were left out. Holds nothing of requests, and no
// credentials. Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "server/logging/line_format.h"
#include "server/logging/token_bucket.h"
#include "server/transport/call_observer.h"
#include "spdlog/logger.h"

namespace berth {

struct CallLogOptions {
  std::string level = "info";   // One of spdlog's names; `off`: no lines.
  std::string format = "text";  // As LogOptions::format.
  int per_second = 100;         // 0: no limit.
};

class CallLog final : public CallObserver {
 public:
  // CallReport::method refers to `methods`. `logger` comes from Logging::MakeCallLogger.
  CallLog(const std::vector<MethodInfo>& methods, const CallLogOptions& options,
          std::shared_ptr<spdlog::logger> logger);

  void OnStarted(size_t) override {}
  void OnHandled(const CallReport& report) override;

 private:
  std::string Line(const CallReport& report, int64_t suppressed) const;

  std::vector<std::string> methods_;  // Such as `berth.v1.PlacementService/PlanPlacement`.
  const spdlog::level::level_enum level_;
  const LineFormat format_;
  const std::shared_ptr<spdlog::logger> logger_;
  TokenBucket bucket_;
  std::atomic<int64_t> suppressed_{0};
};

}  // namespace berth
