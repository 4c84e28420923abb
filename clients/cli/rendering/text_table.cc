#include "clients/cli/rendering/text_table.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "clients/cli/documents/text_check.h"

namespace berth {
namespace {

// Code points are as good a measure as any: what we print is nearly always ASCII.
size_t Width(absl::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

std::string Visible(absl::string_view text) {
  std::string visible;
  while (!text.empty()) {
    const std::optional<CodePoint> next = FirstCodePoint(text);
    const size_t size = next.has_value() ? next->size : 1;
    if (next.has_value() && IsPrintable(next->value)) {
      absl::StrAppend(&visible, text.substr(0, size));
    } else if (!next.has_value() || next->value < 0x100) {
      absl::StrAppendFormat(
          &visible, "\\x%02x",
          next.has_value() ? static_cast<unsigned>(next->value) : static_cast<unsigned char>(text[0]));
    } else {
      absl::StrAppendFormat(&visible, "\\u%04x", static_cast<unsigned>(next->value));
    }
    text.remove_prefix(size);
  }
  return visible;
}

std::string RenderTable(const std::vector<TextRow>& rows, int indent) {
  std::vector<TextRow> cells;
  std::vector<size_t> widths;
  for (const TextRow& row : rows) {
    TextRow& visible = cells.emplace_back();
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) {
      visible.push_back(Visible(row[i]));
      widths[i] = std::max(widths[i], Width(visible.back()));
    }
  }
  std::string table;
  for (const TextRow& row : cells) {
    std::string line(indent, ' ');
    for (size_t i = 0; i < row.size(); ++i) {
      line.append(row[i]).append(widths[i] - Width(row[i]) + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    table.append(line).append("\n");
  }
  return table;
}

}  // namespace berth
