// Between gRPC's byte buffers and what handlers work on. Knows no message type.
#pragma once

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/byte_buffer.h"

namespace berth {

// The bytes of a buffer in one piece, copied only if they arrived in several.
class ContiguousBytes {
 public:
  explicit ContiguousBytes(const grpc::ByteBuffer& buffer);
  absl::string_view view() const { return {reinterpret_cast<const char*>(slice_.begin()), slice_.size()}; }

 private:
  grpc::Slice slice_;
};

// The message's wire bytes with sorted maps, written into gRPC's own memory: gRPC's serialisation does not sort.
grpc::ByteBuffer ToByteBuffer(const google::protobuf::Message& message);

}  // namespace berth
