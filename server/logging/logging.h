// Where log lines go: stderr, by spdlog, one line each, as text or JSON. Lines
// wait in a bounded queue, so that whoever logs never waits for whoever reads;
// when it is full the oldest are dropped and counted. gRPC's and protobuf's own
// lines go there too, at level debug, since clients can cause them at will.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "spdlog/logger.h"

namespace spdlog::details {
class thread_pool;
}

namespace berth {

struct LogOptions {
  std::string level = "info";   // One of spdlog's names.
  std::string format = "text";  // `text` or `json`.
};

// From its construction to its end, spdlog's default logger. One at a time, before anything logs and before gRPC
// starts.
class Logging {
 public:
  explicit Logging(const LogOptions& options);
  // Writes what still waits. Nothing may log at the same time but gRPC; what logs later is written at once.
  ~Logging();

  Logging(const Logging&) = delete;
  Logging& operator=(const Logging&) = delete;

  // A logger for CallLog, with its own level, to the same place. Not to be used after the end.
  std::shared_ptr<spdlog::logger> MakeCallLogger() const;

  // Lines that were dropped so far. Thread-safe.
  int64_t dropped() const;

 private:
  std::shared_ptr<spdlog::details::thread_pool> queue_;
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace berth
