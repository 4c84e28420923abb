// What transport tells about its calls, for metrics and logs. Knows neither.
// Called from every queue's thread at once, once or twice per call: whoever
// observes must be quick and thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/transport/handler.h"

namespace berth {

// One method of the server, as observers know it. Its index in the list that an observer is made with is how calls
// refer to it.
struct MethodInfo {
  enum class Type { kUnary, kServerStream, kBidiStream };

  std::string service;  // Such as `berth.v1.PlacementService`.
  std::string name;     // Such as `PlanPlacement`.
  Type type = Type::kUnary;

  // Such as `berth.v1.PlacementService/PlanPlacement`.
  std::string FullName() const { return service + "/" + name; }
};

// How a call ended, beyond its status.
enum class CallEnd {
  kAnswered,       // By its handler, with whatever status.
  kShed,           // Refused, because the server has too much to do.
  kExpired,        // Its deadline passed before it was worked on.
  kCancelled,      // The client gave up before it was worked on.
  kCallerRefused,  // The caller may not use the method.
};

// A call that is over. Views live until the observer returns.
struct CallReport {
  size_t method = 0;
  CallEnd end = CallEnd::kAnswered;
  absl::StatusCode code = absl::StatusCode::kOk;
  absl::Duration duration = {};  // From its arrival at a queue.
  CallOrigin origin = {};
  absl::string_view catalog_revision = {};
  absl::string_view fingerprint = {};
};

class CallObserver {
 public:
  virtual ~CallObserver() = default;

  virtual void OnStarted(size_t method) = 0;
  virtual void OnHandled(const CallReport& report) = 0;
};

// Readings of transport as a whole, at one moment.
struct TransportStats {
  int64_t connections_open = 0;
  int64_t connections_accepted = 0;
  int64_t connections_refused = 0;  // There were too many already.
  int64_t connections_cut = 0;      // They gave up too many calls.
  int64_t calls_arrived = 0;        // Since the start, those that are always answered at once not among them.
  int64_t queued_calls = 0;         // Arrived, and not worked on yet.
  absl::Duration queued_work;       // How long they will be worked on, going by calls of late.
};

}  // namespace berth
