#include <cstdint>

#include "core/wire/wire.h"

namespace berth {
namespace {

// What may follow a lead byte: how many bytes, and the range of the first of them (which excludes overlong forms,
// surrogates and code points above U+10FFFF).
struct Sequence {
  size_t continuation_bytes;
  uint8_t low;
  uint8_t high;
};

constexpr Sequence kInvalid = {SIZE_MAX, 0, 0};

Sequence SequenceOf(uint8_t lead) {
  if (lead < 0x80) return {0, 0, 0};
  if (lead >= 0xC2 && lead <= 0xDF) return {1, 0x80, 0xBF};
  if (lead == 0xE0) return {2, 0xA0, 0xBF};
  if (lead == 0xED) return {2, 0x80, 0x9F};
  if (lead >= 0xE1 && lead <= 0xEF) return {2, 0x80, 0xBF};
  if (lead == 0xF0) return {3, 0x90, 0xBF};
  if (lead >= 0xF1 && lead <= 0xF3) return {3, 0x80, 0xBF};
  if (lead == 0xF4) return {3, 0x80, 0x8F};
  return kInvalid;
}

}  // namespace

bool IsUtf8(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  for (size_t i = 0; i < text.size();) {
    const Sequence sequence = SequenceOf(byte(i++));
    if (sequence.continuation_bytes > text.size() - i) return false;
    for (size_t k = 0; k < sequence.continuation_bytes; ++k, ++i) {
      const uint8_t low = k == 0 ? sequence.low : 0x80;
      const uint8_t high = k == 0 ? sequence.high : 0xBF;
      if (byte(i) < low || byte(i) > high) return false;
    }
  }
  return true;
}

}  // namespace berth
