// Checks of single fields that several requests share. Each reports all it finds
// under the path of the field.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "berth/v1/kubernetes.pb.h"
#include "core/errors/error_report.h"

namespace berth {

// Longest id, image reference and the like, bytes.
inline constexpr size_t kMaxTextBytes = 512;

// Such as `config.hardware`.
std::string FieldIn(absl::string_view path, absl::string_view field);

void RequireRange(absl::string_view path, int64_t value, int64_t low, int64_t high, Violations& violations);

// A text that must be set: not longer than kMaxTextBytes, without blanks at its ends and without control characters.
void RequireText(absl::string_view path, absl::string_view value, Violations& violations);

// An image reference that must be set (see core/names/image_reference.h).
void RequireImage(absl::string_view path, absl::string_view image, Violations& violations);

// Names of environment variables, each once, and values without NUL; bounded in number and size.
void ValidateEnv(absl::string_view path, const google::protobuf::RepeatedPtrField<v1::EnvVar>& env,
                 Violations& violations);

}  // namespace berth
