#include "core/names/comma_list.h"

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"

namespace berth {

CommaList ParseCommaList(absl::string_view text) {
  CommaList list;
  absl::flat_hash_set<absl::string_view> seen;
  for (absl::string_view entry : absl::StrSplit(text, ',')) {
    entry = absl::StripAsciiWhitespace(entry);
    if (entry.empty()) {
      ++list.empty_entries;
    } else if (seen.insert(entry).second) {
      list.entries.emplace_back(entry);
    } else {
      list.repeated.emplace_back(entry);
    }
  }
  return list;
}

}  // namespace berth
