#include "clients/cli/documents/document.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace berth {

bool operator==(const Document& left, const Document& right) {
  return left.kind == right.kind && left.text == right.text && left.items == right.items &&
         std::equal(
             left.entries.begin(), left.entries.end(), right.entries.begin(), right.entries.end(),
             [](const DocumentEntry& a, const DocumentEntry& b) { return a.key == b.key && a.value == b.value; });
}

std::string ToString(Position position) { return absl::StrCat("line ", position.line, ", column ", position.column); }

}  // namespace berth
