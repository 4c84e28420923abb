#include "tests/server/log_lines.h"

#include <utility>

#include "spdlog/sinks/ostream_sink.h"

namespace berth {

LogLines::LogLines() : before_(spdlog::default_logger()) {
  auto logger = std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_));
  logger->set_pattern("%l: %v");
  spdlog::set_default_logger(std::move(logger));
}

LogLines::~LogLines() { spdlog::set_default_logger(before_); }

std::string LogLines::Take() {
  std::string text = text_.str();
  text_.str("");
  return text;
}

}  // namespace berth
