#include "server/logging/logging.h"

#include "google/protobuf/stubs/logging.h"
#include "grpc/support/log.h"
#include "server/logging/line_format.h"
#include "spdlog/async.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace berth {
namespace {

// The queue is allocated at once, with about 400 bytes for each line.
constexpr size_t kQueuedLines = 2048;

void LogFromProtobuf(google::protobuf::LogLevel, const char*, int, const std::string& message) {
  spdlog::debug("protobuf: {}", message);
}

void LogFromGrpc(gpr_log_func_args* args) { spdlog::debug("grpc: {}", args->message); }

void LogNothing(gpr_log_func_args*) {}

}  // namespace

Logging::Logging(const LogOptions& options) : queue_(std::make_shared<spdlog::details::thread_pool>(kQueuedLines, 1)) {
  auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  sink->set_formatter(MakeLineFormatter(LineFormatNamed(options.format)));
  logger_ = std::make_shared<spdlog::async_logger>("berth", std::move(sink), queue_,
                                                   spdlog::async_overflow_policy::overrun_oldest);
  logger_->set_level(spdlog::level::from_str(options.level));
  spdlog::set_default_logger(logger_);
  google::protobuf::SetLogHandler(&LogFromProtobuf);
  gpr_set_log_function(&LogFromGrpc);
}

Logging::~Logging() {
  google::protobuf::SetLogHandler(nullptr);
  gpr_set_log_function(&LogNothing);
  auto logger = std::make_shared<spdlog::logger>("berth", logger_->sinks().begin(), logger_->sinks().end());
  logger->set_level(logger_->level());
  spdlog::set_default_logger(std::move(logger));
  // Its end waits for the lines.
  queue_.reset();
}

std::shared_ptr<spdlog::logger> Logging::MakeCallLogger() const {
  auto logger = std::make_shared<spdlog::async_logger>(std::string(kFieldsLogger), logger_->sinks().front(), queue_,
                                                       spdlog::async_overflow_policy::overrun_oldest);
  logger->set_level(logger_->level());
  return logger;
}

int64_t Logging::dropped() const { return static_cast<int64_t>(queue_->overrun_counter()); }

}  // namespace berth
