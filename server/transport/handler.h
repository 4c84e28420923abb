// What transport calls when bytes arrive, and what it is told to do next: the
// seam between gRPC and everything that answers. Knows neither gRPC nor any
// message type, so that handlers are tested without a server. Handlers are
// called from several threads at once; one StreamHandler from one thread only.
#pragma once

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/arena.h"
#include "google/protobuf/message.h"

namespace berth {

// Whom a call comes from. Views live as long as the call.
struct CallOrigin {
  absl::string_view caller;        // The identity that the client has proved; empty if none was asked for.
  absl::string_view trace_parent;  // W3C `traceparent`; empty if the client sent none, or one that is malformed.
};

// One unary call, as its handler sees it.
struct Call {
  absl::string_view request;
  google::protobuf::Arena& arena;
  CallOrigin origin = {};
  // What the handler tells observers about its answer. Both live in `arena`, or longer than the call.
  absl::string_view catalog_revision = {};
  absl::string_view fingerprint = {};
  // For the handler to call between the parts of a long answer: what has arrived meanwhile is heard.
  std::function<void()> breathe = [] {};
};

// Answers one unary call. The answer lives in the call's arena, or longer than the call. An error without an
// ErrorReport is taken for a fault of the server's own.
using UnaryHandler = std::function<absl::StatusOr<const google::protobuf::Message*>(Call& call)>;

// What a stream does next.
struct StreamStep {
  enum class Kind { kWait, kWrite, kFinish };

  // Wait for the next message, half-close or wake-up.
  static StreamStep Wait() { return {}; }
  // Send `message`, which must live until the next call of the handler.
  static StreamStep Write(const google::protobuf::Message& message) { return {Kind::kWrite, &message, {}}; }
  // End the stream.
  static StreamStep Finish(absl::Status status) { return {Kind::kFinish, nullptr, std::move(status)}; }

  Kind kind = Kind::kWait;
  const google::protobuf::Message* message = nullptr;
  absl::Status status;
};

// Answers one stream. Transport asks for the next step after every event, never while a message is being sent, and
// reads on only when told to wait: a client that sends faster than it reads is held back.
class StreamHandler {
 public:
  virtual ~StreamHandler() = default;

  virtual void OnMessage(absl::string_view bytes) = 0;
  // The client sends no more.
  virtual void OnHalfClose() {}
  virtual StreamStep Next() = 0;
};

using StreamHandlerFactory = std::function<std::unique_ptr<StreamHandler>(const CallOrigin& origin)>;

}  // namespace berth
