// Tells a flood from a client that asks for much.
#pragma once

#include <cstdint>

#include "absl/time/time.h"

namespace berth {

// What became of a connection, in bytes but for the answers.
struct Traffic {
  int64_t read = 0;      // By the process.
  int64_t messages = 0;  // Of that, messages of calls that were handed to us.
  int64_t answers = 0;   // Messages that the client has taken, and ends of calls.
  int64_t sent = 0;      // Received by the client, without what every connection is sent at its start.
};

inline Traffic operator-(const Traffic& later, const Traffic& earlier) {
  return {later.read - earlier.read, later.messages - earlier.messages, later.answers - earlier.answers,
          later.sent - earlier.sent};
}

// Whether a connection that always had more to read, for all of `time` and with `traffic`, does not bring calls. A
// client that does waits for answers sooner or later, or for leave to send on.
bool IsFlood(const Traffic& traffic, absl::Duration time);

}  // namespace berth
