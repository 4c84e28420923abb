#include "core/hardware/request_options.h"

#include "absl/strings/str_cat.h"
#include "core/names/nearest_names.h"

namespace berth {

void CheckRevision(const CatalogIndex& catalog, absl::string_view expected, absl::string_view field,
                   Violations& violations) {
  if (expected.empty() || expected == catalog.revision()) return;
  violations.Add(v1::ERROR_REASON_CATALOG_REVISION_MISMATCH, field,
                 absl::StrCat("the catalog is `", catalog.revision(), "`, not `", Shortened(expected), "`"));
}

int BoundedCount(bool given, int count, int unset, absl::string_view field, Violations& violations) {
  constexpr int kMax = 1000;
  if (!given) return unset;
  if (count >= 1 && count <= kMax) return count;
  violations.Add(v1::ERROR_REASON_VALUE_OUT_OF_RANGE, field, absl::StrCat("`", count, "` is not in 1 to ", kMax));
  return unset;
}

}  // namespace berth
