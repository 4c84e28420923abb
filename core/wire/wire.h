// The bytes in which messages travel: strict decoding, and encodings that are
// the same for the same message in every process. Pure and thread-safe.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace berth {

// Parses `bytes` into `message`. MALFORMED_MESSAGE if they are no such message; what this version of the API does not
// know stays in it for CheckStrict.
absl::Status Decode(absl::string_view bytes, google::protobuf::Message& message);

// Most fields of one request, at all depths together, entries of repeated fields counted one by one.
inline constexpr int kMaxRequestFields = 200'000;

// Whether `bytes`, read as a message of `type`, hold more than that. Quick for short ones.
bool HasTooManyFields(absl::string_view bytes, const google::protobuf::Descriptor& type);

// Decode for bytes from strangers. TOO_LARGE, before anything is decoded, if they hold more than
// kMaxRequestFields.
absl::Status DecodeRequest(absl::string_view bytes, google::protobuf::Message& request);

// UNKNOWN_FIELD and UNKNOWN_ENUM_VALUE, all at once and at any depth. Apart from decoding, so that a request's other
// faults can be told together with these.
absl::Status CheckStrict(const google::protobuf::Message& message);

// Whether `text` is UTF-8, as every string of a message must be.
bool IsUtf8(absl::string_view text);

// Wire bytes with sorted maps.
std::string Encode(const google::protobuf::Message& message);

// Proto3 JSON with sorted maps; `pretty` adds line breaks and indentation.
std::string ToJson(const google::protobuf::Message& message, bool pretty = false);

// Parses proto3 JSON strictly. MALFORMED_MESSAGE with protobuf's own account of the first error.
absl::Status FromJson(absl::string_view json, google::protobuf::Message& message);

// `sha256:` and the 64 lower-case hexadecimal digits of SHA-256 over `bytes`.
std::string Sha256(absl::string_view bytes);

}  // namespace berth
