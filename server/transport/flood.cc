#include "server/transport/flood.h"

#include <algorithm>

namespace berth {
namespace {

// What comes along for each answer: headers, frames, leave to send on.
constexpr int64_t kBesidesMessages = 1 << 10;
// Calls of which a part has been read. Less than what gRPC reads at a time, which is all of a flood for a while.
constexpr int64_t kOnTheirWay = 4 << 10;
// What calls brought makes up for what is not handed over yet.
constexpr int64_t kReadPerByteOfCalls = 2;
// Requests are read faster, even by a server that has little time. Small frames are not.
constexpr int64_t kBulkPerMillisecond = 5 << 10;
// Who sends large messages is given leave to send on: in some 20 bytes for some megabytes.
constexpr int64_t kReadPerByteSent = 2 << 20;
constexpr int64_t kLeastOneSided = 256 << 10;

}  // namespace

bool IsFlood(const Traffic& traffic, absl::Duration time) {
  const int64_t of_calls = traffic.messages + kBesidesMessages * traffic.answers;
  if (traffic.read - of_calls <= std::max(kOnTheirWay, kReadPerByteOfCalls * of_calls)) return false;
  const bool is_costly = traffic.read < kBulkPerMillisecond * absl::ToInt64Milliseconds(time);
  const bool is_one_sided = traffic.read > std::max(kLeastOneSided, kReadPerByteSent * traffic.sent);
  return is_costly || is_one_sided;
}

}  // namespace berth
