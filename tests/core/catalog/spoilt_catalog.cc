#include "tests/core/catalog/spoilt_catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "core/catalog/catalog_loader.h"
#include "core/errors/error_report.h"

namespace berth {
namespace {

void ExpectFault(const v1::Violation& violation, const ExpectedFault& fault) {
  EXPECT_EQ(violation.reason(), v1::ERROR_REASON_INVALID_CATALOG);
  EXPECT_EQ(violation.field(), fault.path);
  EXPECT_THAT(violation.message(), testing::HasSubstr(fault.message));
}

}  // namespace

void ExpectRefused(absl::Span<const SpoiltCase> cases) {
  for (const SpoiltCase& row : cases) {
    SCOPED_TRACE(std::string(row.name));
    v1::Catalog catalog = DefaultCatalog();
    row.spoil(catalog);
    const auto report = ErrorReportOf(LoadCatalog(catalog).status()).value_or(v1::ErrorReport());
    EXPECT_EQ(report.violations_size(), static_cast<int>(row.faults.size())) << report.DebugString();
    for (int i = 0; i < report.violations_size() && i < static_cast<int>(row.faults.size()); ++i) {
      ExpectFault(report.violations(i), row.faults[i]);
    }
  }
}

}  // namespace berth
