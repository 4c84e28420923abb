#include "server/catalog/catalog_file.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "core/catalog/catalog_loader.h"
#include "core/errors/error_report.h"
#include "spdlog/spdlog.h"

namespace berth {
namespace {

// A catalog can have a fault in every line.
constexpr int kMaxLoggedFaults = 20;

}  // namespace

absl::StatusOr<std::shared_ptr<const CatalogIndex>> ReadCatalog(const std::string& path, FileKind kind) {
  if (path.empty()) return LoadCatalog(DefaultCatalogText());
  const absl::StatusOr<std::string> text = ReadTextFile(path, kMaxCatalogBytes, kind);
  if (!text.ok()) return text.status();
  return LoadCatalog(*text);
}

void LogCatalogFaults(const std::string& path, const absl::Status& status) {
  const auto report = ErrorReportOf(status);
  if (!report.has_value()) {
    spdlog::error("catalog: {}", absl::Utf8SafeCHexEscape(status.message()));
    return;
  }
  const int faults = report->violations_size();
  for (int i = 0; i < std::min(faults, kMaxLoggedFaults); ++i) {
    const v1::Violation& fault = report->violations(i);
    spdlog::error("catalog `{}`: {}{}{}", path, absl::Utf8SafeCHexEscape(fault.field()),
                  fault.field().empty() ? "" : ": ", absl::Utf8SafeCHexEscape(fault.message()));
  }
  spdlog::error("catalog `{}` has {} fault{}{}", path, faults, faults == 1 ? "" : "s",
                faults > kMaxLoggedFaults ? fmt::format(", of which these are the first {}", kMaxLoggedFaults) : "");
}

}  // namespace berth
