#include "server/catalog/catalog_file.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "core/catalog/catalog_loader.h"
#include "core/errors/error_report.h"
#include "spdlog/spdlog.h"

namespace berth {
namespace {

// A catalog can have a fault in every line.
constexpr int kMaxToldFaults = 20;

}  // namespace

absl::StatusOr<std::shared_ptr<const CatalogIndex>> ReadCatalog(const std::string& path, FileKind kind) {
  if (path.empty()) return LoadCatalog(DefaultCatalogText());
  const absl::StatusOr<std::string> text = ReadTextFile(path, kMaxCatalogBytes, kind);
  if (!text.ok()) return text.status();
  return LoadCatalog(*text);
}

std::vector<std::string> CatalogFaults(const std::string& path, const absl::Status& status) {
  const auto report = ErrorReportOf(status);
  if (!report.has_value()) return {absl::StrCat("catalog: ", absl::Utf8SafeCHexEscape(status.message()))};
  std::vector<std::string> lines;
  const int faults = report->violations_size();
  for (int i = 0; i < std::min(faults, kMaxToldFaults); ++i) {
    const v1::Violation& fault = report->violations(i);
    lines.push_back(absl::StrCat("catalog `", path, "`: ", absl::Utf8SafeCHexEscape(fault.field()),
                                 fault.field().empty() ? "" : ": ", absl::Utf8SafeCHexEscape(fault.message())));
  }
  lines.push_back(absl::StrCat("catalog `", path, "` has ", faults, faults == 1 ? " fault" : " faults"));
  if (faults > kMaxToldFaults) absl::StrAppend(&lines.back(), ", of which these are the first ", kMaxToldFaults);
  return lines;
}

void LogCatalogFaults(const std::string& path, const absl::Status& status) {
  for (const std::string& line : CatalogFaults(path, status)) spdlog::error("{}", line);
}

}  // namespace berth
