#include "server/audit/audit_log.h"

#include <sys/stat.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/audit/audit_line.h"
#include "spdlog/async.h"
#include "spdlog/sinks/base_sink.h"
#include "spdlog/sinks/rotating_file_sink.h"

namespace berth {
namespace {

absl::Status Unwritable(const std::string& path, absl::string_view reason) {
  return absl::UnavailableError(absl::StrCat("cannot write decision log `", path, "`: ", reason));
}

// A new file is for nobody but the server's own user and group: it says who asked for what.
void Restrict(std::FILE* file) {
  struct stat status = {};
  const int descriptor = fileno(file);
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size != 0) return;
  static_cast<void>(fchmod(descriptor, S_IRUSR | S_IWUSR | S_IRGRP));
}

// Throws spdlog's exception with a reason, as sinks do.
spdlog::sink_ptr OpenFile(const AuditLogOptions& options) {
  spdlog::file_event_handlers events;
  events.after_open = [](const spdlog::filename_t&, std::FILE* file) { Restrict(file); };
  // The sink counts only files that were renamed.
  const auto renamed = static_cast<size_t>(options.files - 1);
  auto file = std::make_shared<spdlog::sinks::rotating_file_sink_st>(
      options.path, static_cast<size_t>(options.max_bytes), renamed, /*rotate_on_open=*/false, events);
  file->set_pattern("%v");
  return file;
}

// Counts what reached the file. Each line is flushed, so that a full disk shows with the line that did not fit. After a
// fault the file is opened anew, once a second at most: spdlog's sink does not survive when a renamed file cannot be
// followed by a new one, and each attempt to open takes it a while.
class AuditFile final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  // Throws if the file cannot be opened.
  AuditFile(AuditLogOptions options, std::atomic<int64_t>& count)
      : options_(std::move(options)), count_(count), file_(OpenFile(options_)) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    if (file_ == nullptr) Reopen();
    try {
      file_->log(message);
      file_->flush();
    } catch (const spdlog::spdlog_ex&) {
      file_ = nullptr;
      throw;
    }
    count_.fetch_add(1, std::memory_order_relaxed);
  }
  void flush_() override {}

 private:
  void Reopen() {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_attempt_) throw spdlog::spdlog_ex("closed after a fault");
    next_attempt_ = now + std::chrono::seconds(1);
    file_ = OpenFile(options_);
  }

  const AuditLogOptions options_;
  std::atomic<int64_t>& count_;
  spdlog::sink_ptr file_;  // Null after a fault.
  std::chrono::steady_clock::time_point next_attempt_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<AuditLog>> AuditLog::Open(const AuditLogOptions& options) {
  std::unique_ptr<AuditLog> log(new AuditLog());
  std::shared_ptr<AuditFile> file;
  try {
    file = std::make_shared<AuditFile>(options, log->logged_);
  } catch (const spdlog::spdlog_ex& error) {
    return Unwritable(options.path, error.what());
  }
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(options.path, error);
  if (!error && space.available == 0) return Unwritable(options.path, "no space left on device");

  log->queue_ = std::make_shared<spdlog::details::thread_pool>(static_cast<size_t>(options.queued_lines), 1);
  log->logger_ = std::make_shared<spdlog::async_logger>("decisions", std::move(file), log->queue_,
                                                        spdlog::async_overflow_policy::overrun_oldest);
  log->logger_->set_error_handler(
      [log = log.get()](const std::string&) { log->write_failed_.fetch_add(1, std::memory_order_relaxed); });
  return log;
}

// Its end waits for the lines, which count in members that are still there.
AuditLog::~AuditLog() { queue_.reset(); }

void AuditLog::OnPlan(const DecisionOrigin& origin, const v1::PlanPlacementRequest& request,
                      const v1::PlanPlacementResponse& response) {
  Write(PlanLine(absl::Now(), origin, request, response));
}

void AuditLog::OnAccess(const DecisionOrigin& origin, const v1::CheckAccessRequest& request,
                        const v1::CheckAccessResponse& response) {
  Write(AccessLine(absl::Now(), origin, request, response));
}

void AuditLog::Write(const std::string& line) {
  logger_->log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
}

AuditLogStats AuditLog::stats() const {
  return {.logged = logged_.load(std::memory_order_relaxed),
          .queue_full = static_cast<int64_t>(queue_->overrun_counter()),
          .write_failed = write_failed_.load(std::memory_order_relaxed)};
}

}  // namespace berth
