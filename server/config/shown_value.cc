#include "server/config/shown_value.h"

#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/documents/text_check.h"
#include "core/names/nearest_names.h"

namespace berth {

bool IsShowable(absl::string_view text) {
  while (!text.empty()) {
    const std::optional<CodePoint> next = FirstCodePoint(text);
    if (!next.has_value() || !IsPrintable(next->value)) return false;
    text.remove_prefix(next->size);
  }
  return true;
}

std::string Shown(absl::string_view text) {
  return absl::StrCat("`", Shortened(IsShowable(text) ? std::string(text) : absl::CHexEscape(text)), "`");
}

}  // namespace berth
