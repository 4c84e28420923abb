// What the default logger writes while this object lives, to look at in tests.
#pragma once

#include <memory>
#include <sstream>
#include <string>

#include "spdlog/spdlog.h"

namespace berth {

class LogLines {
 public:
  LogLines();
  ~LogLines();

  LogLines(const LogLines&) = delete;
  LogLines& operator=(const LogLines&) = delete;

  // Everything since the last call, one line each, such as `error: no such file`.
  std::string Take();

 private:
  std::ostringstream text_;
  std::shared_ptr<spdlog::logger> before_;
};

}  // namespace berth
