#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/hardware/request_options.h"
#include "core/hardware/resolve_hardware.h"
#include "core/names/nearest_names.h"
#include "core/sku/availability.h"

namespace berth {
namespace {

constexpr int kDefaultPageSize = 100;

// A token is the number of SKUs before the page and the catalog that was counted in, since pages of two catalogs do not
// fit together.
std::string MakeToken(int offset, const CatalogIndex& catalog) { return absl::StrCat(offset, "@", catalog.revision()); }

int ParseToken(const std::string& token, const CatalogIndex& catalog, Violations& violations) {
  if (token.empty()) return 0;
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(token, absl::MaxSplits('@', 1));
  int offset = 0;
  if (!absl::SimpleAtoi(parts.first, &offset) || offset < 0 || parts.second.empty()) {
    violations.Add(v1::ERROR_REASON_INVALID_FORMAT, "page_token",
                   absl::StrCat("`", Shortened(token), "` is no token of an earlier answer"));
    return 0;
  }
  CheckRevision(catalog, parts.second, "page_token", violations);
  return offset;
}

bool IsListed(const v1::Sku& sku, v1::Purpose purpose) {
  Findings findings;
  AddUnavailability(sku, purpose, findings);
  return findings.empty();
}

}  // namespace

absl::Status ListHardware(const CatalogIndex& catalog, const v1::ListHardwareRequest& request,
                          v1::ListHardwareResponse& response) {
  Violations violations;
  const int page_size =
      BoundedCount(request.has_page_size(), request.page_size(), kDefaultPageSize, "page_size", violations);
  const int offset = ParseToken(request.page_token(), catalog, violations);
  if (!violations.empty()) return violations.ToStatus();
  int listed = 0;
  for (const v1::Sku* sku : catalog.SkusByName()) {
    if (!IsListed(*sku, request.purpose())) continue;
    if (listed >= offset && listed - offset < page_size) *response.add_hardware() = catalog.HardwareOf(*sku);
    ++listed;
  }
  response.set_total_size(listed);
  if (offset < listed && listed - offset > page_size) {
    response.set_next_page_token(MakeToken(offset + page_size, catalog));
  }
  response.set_catalog_revision(catalog.revision());
  return absl::OkStatus();
}

}  // namespace berth
