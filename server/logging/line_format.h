// The form of a log line: text for people, or a JSON object. Whatever the
// message holds, a line stays one line, and JSON stays JSON: control characters
// and bytes that are not UTF-8 are escaped or replaced.
#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "spdlog/formatter.h"

namespace berth {

enum class LineFormat { kText, kJson };

// Messages of the logger with this name are, in JSON, objects whose members go into the line.
inline constexpr absl::string_view kFieldsLogger = "calls";

// `json`; everything else is text.
LineFormat LineFormatNamed(absl::string_view name);

// Text: time in UTC, level, message. JSON: `time`, `level`, `message`.
std::unique_ptr<spdlog::formatter> MakeLineFormatter(LineFormat format);

// The text itself if it is printable ASCII, and otherwise with escapes in the manner of C.
std::string Printable(absl::string_view text);

}  // namespace berth
