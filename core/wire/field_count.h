// Counts the fields in wire bytes without decoding them: a field of two bytes
// may take a hundred in memory once it is decoded.
#pragma once

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace berth {

// Whether `bytes`, read as a message of `type`, hold more than `max` fields, entries of repeated fields counted one by
// one, at all depths together. False for bytes that are no message: decoding says so.
bool HasMoreFieldsThan(int max, absl::string_view bytes, const google::protobuf::Descriptor& type);

}  // namespace berth
