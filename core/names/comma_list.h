// Lists as Config API writes them: one string, entries separated by commas.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace berth {

struct CommaList {
  // Without blanks at their ends, each once, in the order given.
  std::vector<std::string> entries;
  int empty_entries = 0;
  // Entries that were there again, in the order given.
  std::vector<std::string> repeated;
};

CommaList ParseCommaList(absl::string_view text);

}  // namespace berth
