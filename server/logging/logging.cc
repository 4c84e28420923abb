#include "server/logging/logging.h"

#include "absl/strings/escaping.h"
#include "google/protobuf/stubs/logging.h"
#include "grpc/support/log.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace berth {
namespace {

void LogFromProtobuf(google::protobuf::LogLevel, const char*, int, const std::string& message) {
  if (spdlog::should_log(spdlog::level::debug)) spdlog::debug("protobuf: {}", absl::CHexEscape(message));
}

void LogFromGrpc(gpr_log_func_args* args) {
  if (spdlog::should_log(spdlog::level::debug)) spdlog::debug("grpc: {}", absl::CHexEscape(args->message));
}

}  // namespace

void StartLogging(const std::string& level) {
  auto logger = spdlog::stderr_logger_mt("berth");
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  spdlog::set_default_logger(std::move(logger));
  spdlog::set_level(spdlog::level::from_str(level));
  google::protobuf::SetLogHandler(&LogFromProtobuf);
  gpr_set_log_function(&LogFromGrpc);
}

}  // namespace berth
