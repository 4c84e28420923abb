// Columns for people. Whatever is put into a cell stays in its cell: control
// characters, which could move a terminal's cursor, are shown, not sent.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace berth {

using TextRow = std::vector<std::string>;

// Two blanks between columns, `indent` blanks before each line, the first row as a heading.
std::string RenderTable(const std::vector<TextRow>& rows, int indent = 0);

// The text with every character that does not show written as `\x1b` or `\u202e`.
std::string Visible(absl::string_view text);

}  // namespace berth
