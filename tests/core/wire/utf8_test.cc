#include <gtest/gtest.h>

#include <string>

#include "core/wire/wire.h"

namespace berth {
namespace {

struct TextCase {
  absl::string_view name;
  std::string text;
};

TEST(Utf8Test, AcceptsEverySequence) {
  const TextCase rows[] = {
      {"empty", ""},
      {"zero", std::string(1, '\0')},
      {"one byte", "a\x7f"},
      {"two bytes", "\xc2\x80\xdf\xbf"},
      {"three bytes", "\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf"},
      {"four bytes", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"},
  };
  for (const TextCase& row : rows) EXPECT_TRUE(IsUtf8(row.text)) << row.name;
}

TEST(Utf8Test, RefusesWhatIsNone) {
  const TextCase rows[] = {
      {"no lead byte", "\x80"},
      {"no such byte", "a\xff"},
      {"two bytes cut off", "\xc3"},
      {"three bytes cut off", "\xe2\x82"},
      {"four bytes cut off", "\xf0\x9f\x98"},
      {"two bytes broken off", "\xc3z"},
      {"three bytes broken off", "\xe2\x82z"},
      {"overlong two bytes", "\xc1\xbf"},
      {"overlong three bytes", "\xe0\x9f\xbf"},
      {"overlong four bytes", "\xf0\x8f\xbf\xbf"},
      {"surrogate", "\xed\xa0\x80"},
      {"above the last code point", "\xf4\x90\x80\x80"},
      {"five bytes", "\xf8\x88\x80\x80\x80"},
  };
  for (const TextCase& row : rows) EXPECT_FALSE(IsUtf8(row.text)) << row.name;
}

}  // namespace
}  // namespace berth
