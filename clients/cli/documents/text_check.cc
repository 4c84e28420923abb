#include "clients/cli/documents/text_check.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace berth {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Bytes of a sequence by its first byte; 0 for a byte that starts none.
size_t SequenceLength(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  if (first >= 0xF0 && first < 0xF5) return 4;
  return 0;
}

absl::Status Fault(Position position, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(ToString(position), ": ", what));
}

}  // namespace

std::optional<CodePoint> FirstCodePoint(absl::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const size_t size = SequenceLength(first);
  if (size == 0 || size > text.size()) return std::nullopt;
  if (size == 1) return CodePoint{first, 1};
  char32_t value = first & (0x7Fu >> size);
  for (size_t i = 1; i < size; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) return std::nullopt;
    value = value << 6 | (next & 0x3F);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = value >= 0xD800 && value < 0xE000;
  if (value < kSmallest[size] || value > 0x10FFFF || is_surrogate) return std::nullopt;
  return CodePoint{value, size};
}

void AppendUtf8(char32_t code_point, std::string& text) {
  const auto continuation = [&](int shift) { text.push_back(static_cast<char>(0x80 | (code_point >> shift & 0x3F))); };
  if (code_point < 0x80) {
    text.push_back(static_cast<char>(code_point));
  } else if (code_point < 0x800) {
    text.push_back(static_cast<char>(0xC0 | code_point >> 6));
    continuation(0);
  } else if (code_point < 0x10000) {
    text.push_back(static_cast<char>(0xE0 | code_point >> 12));
    continuation(6);
    continuation(0);
  } else {
    text.push_back(static_cast<char>(0xF0 | code_point >> 18));
    continuation(12);
    continuation(6);
    continuation(0);
  }
}

bool IsPrintable(char32_t code_point) {
  if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0)) return false;
  // Line and paragraph separators, marks that turn the direction of text around, and non-characters.
  if (code_point >= 0x2028 && code_point <= 0x202E) return false;
  if (code_point >= 0x2066 && code_point <= 0x2069) return false;
  return code_point != 0xFEFF && (code_point & 0xFFFE) != 0xFFFE;
}

absl::Status CheckText(absl::string_view text) {
  Position position{1, 1};
  while (!text.empty()) {
    const std::optional<CodePoint> next = FirstCodePoint(text);
    if (!next.has_value()) {
      return Fault(position, absl::StrFormat("byte 0x%02x is not UTF-8", static_cast<unsigned char>(text[0])));
    }
    const bool is_control = next->value < 0x20 || (next->value >= 0x7F && next->value < 0xA0 && next->value != 0x85);
    if (is_control && next->value != '\t' && next->value != '\n' && next->value != '\r') {
      return Fault(position, absl::StrFormat("control character U+%04X", static_cast<unsigned>(next->value)));
    }
    position.column += static_cast<int>(next->size);
    if (next->value == '\n') position = {position.line + 1, 1};
    text.remove_prefix(next->size);
  }
  return absl::OkStatus();
}

std::string NormalLines(absl::string_view text) {
  return absl::StrReplaceAll(absl::StripPrefix(text, kByteOrderMark), {{"\r\n", "\n"}, {"\r", "\n"}});
}

}  // namespace berth
