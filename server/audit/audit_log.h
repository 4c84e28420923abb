// The audit log, which the setting `decision_log` names: a JSON line for every
// plan and every access decision, saying who asked what, what was decided and
// why, and by which catalog. Not for requests that were refused, and never with
// allow-lists, environments or images. Lines wait in a bounded queue for a thread
// that writes them: when the queue is full the oldest are dropped, when the disk
// is full the newest, and both are counted. Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "server/rpc/decision_observer.h"
#include "spdlog/logger.h"

namespace spdlog::details {
class thread_pool;
}

namespace berth {

struct AuditLogOptions {
  std::string path;
  int64_t max_bytes = int64_t{64} << 20;  // Of one file. Then it is renamed: `a.log` becomes `a.1.log`.
  int files = 5;                          // Kept at most, with the one that is written.
  int queued_lines = 8192;
};

struct AuditLogStats {
  int64_t logged = 0;
  int64_t queue_full = 0;
  int64_t write_failed = 0;
};

class AuditLog final : public DecisionObserver {
 public:
  // Appends to a file that is there. Fails if the file cannot be opened, or its disk is full.
  static absl::StatusOr<std::unique_ptr<AuditLog>> Open(const AuditLogOptions& options);

  // Writes what still waits.
  ~AuditLog() override;

  AuditLog(const AuditLog&) = delete;
  AuditLog& operator=(const AuditLog&) = delete;

  void OnPlan(const DecisionOrigin& origin, const v1::PlanPlacementRequest& request,
              const v1::PlanPlacementResponse& response) override;
  void OnAccess(const DecisionOrigin& origin, const v1::CheckAccessRequest& request,
                const v1::CheckAccessResponse& response) override;
  void OnRefusal(const DecisionOrigin&, const v1::ErrorReport&) override {}

  AuditLogStats stats() const;

 private:
  AuditLog() = default;

  void Write(const std::string& line);

  std::atomic<int64_t> logged_{0};
  std::atomic<int64_t> write_failed_{0};
  std::shared_ptr<spdlog::details::thread_pool> queue_;
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace berth
