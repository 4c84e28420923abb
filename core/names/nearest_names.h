// Known names near an unknown one, for error messages.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace berth {

// Levenshtein's distance: the fewest characters to insert, remove or change.
size_t EditDistance(absl::string_view a, absl::string_view b);

// At most three of `known`, nearest first by edit distance and then by name; none that differs in more than half of its
// characters. Takes time in proportion to the total length of `known`; of `name` only the first 64 bytes count.
std::vector<std::string> NearestNames(absl::string_view name, absl::Span<const absl::string_view> known);

// "`x` is not a known SKU; nearest: `y`, `z`", where `what` is `SKU`.
std::string UnknownNameMessage(absl::string_view what, absl::string_view name, const std::vector<std::string>& nearest);

// The name for a message: at most 80 bytes of it, then an ellipsis.
std::string Shortened(absl::string_view name);

}  // namespace berth
