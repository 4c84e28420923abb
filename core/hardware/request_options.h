// The options that several requests share.
#pragma once

#include "absl/strings/string_view.h"
#include "core/catalog/catalog_index.h"
#include "core/errors/error_report.h"

namespace berth {

// A violation at `field` if the caller expects another catalog revision; empty expects none.
void CheckRevision(const CatalogIndex& catalog, absl::string_view expected, absl::string_view field,
                   Violations& violations);

// `count` of 1 to 1000 entries; `unset` where it is not given, or is not such a count, which is a violation at `field`.
int BoundedCount(bool given, int count, int unset, absl::string_view field, Violations& violations);

// BoundedCount of a request's `max_candidates`, which is 20 where it is not given.
template <typename Request>
int MaxCandidates(const Request& request, Violations& violations) {
  constexpr int kDefault = 20;
  return BoundedCount(request.has_max_candidates(), request.max_candidates(), kDefault, "max_candidates", violations);
}

}  // namespace berth
