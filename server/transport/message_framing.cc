#include "server/transport/message_framing.h"

#include <dlfcn.h>

#include <cstdint>

#include "absl/status/status.h"
#include "absl/types/variant.h"

struct grpc_chttp2_stream;
namespace grpc_core {
class SliceBuffer;
}

namespace berth {

// As gRPC returns it: `Poll<grpc_error_handle>`. Not in a nameless namespace: gRPC is to find what returns it.
struct Pending {};
using Deframed = absl::variant<Pending, absl::Status>;

// A symbol of gRPC 1.51: `grpc_deframe_unprocessed_incoming_frames`.
#define BERTH_DEFRAME "_Z40grpc_deframe_unprocessed_incoming_framesP18grpc_chttp2_streamPlPN9grpc_core11SliceBufferEPj"

// Takes the next message of a stream: Pending while it is not whole. Without `message` it only looks.
Deframed Deframe(grpc_chttp2_stream* stream, int64_t* wanted_bytes, grpc_core::SliceBuffer* message,
                 uint32_t* flags) __asm__(BERTH_DEFRAME);

// In place of gRPC's own: the program's symbols come before those of libraries. Compression is off for all of the
// server, so that no flag of a message is good.
Deframed Deframe(grpc_chttp2_stream* stream, int64_t* wanted_bytes, grpc_core::SliceBuffer* message, uint32_t* flags) {
  static const auto original = reinterpret_cast<decltype(&Deframe)>(dlsym(RTLD_NEXT, BERTH_DEFRAME));
  uint32_t found_flags = 0;
  Deframed frame = original(stream, wanted_bytes, nullptr, &found_flags);
  if (absl::holds_alternative<Pending>(frame)) return frame;
  if (absl::get<absl::Status>(frame).ok() && found_flags == 0) return original(stream, wanted_bytes, message, flags);
  // The client is not asked for more of it.
  if (wanted_bytes != nullptr) *wanted_bytes = 0;
  return Pending();
}

void CheckMessageFraming() {}

}  // namespace berth
