// What must hold of a text before any reader may look at it: that it is UTF-8,
// and that no invisible character can end it early or hide in it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/cli/documents/document.h"

namespace berth {

// One code point at the start of a text.
struct CodePoint {
  char32_t value = 0;
  // Bytes that it takes.
  size_t size = 0;
};

// The code point that `text`, which must not be empty, starts with; none if that is not UTF-8.
std::optional<CodePoint> FirstCodePoint(absl::string_view text);

// Appends the UTF-8 form of `code_point`, which must be no surrogate.
void AppendUtf8(char32_t code_point, std::string& text);

// Whether a code point shows on a page: what YAML calls printable, without the byte order mark.
bool IsPrintable(char32_t code_point);

// INVALID_ARGUMENT with the place of the first byte that is no UTF-8, or that starts a control character other than tab
// and line break.
absl::Status CheckText(absl::string_view text);

// The text without byte order mark, every line ending in `\n` alone.
std::string NormalLines(absl::string_view text);

}  // namespace berth
