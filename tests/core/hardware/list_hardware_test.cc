#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "core/hardware/resolve_hardware.h"
#include "tests/core/edited_catalog.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

v1::ListHardwareResponse List(absl::string_view request, const CatalogIndex& catalog = DefaultIndex()) {
  v1::ListHardwareResponse response;
  const absl::Status status = ListHardware(catalog, FromText<v1::ListHardwareRequest>(request), response);
  EXPECT_TRUE(status.ok()) << status;
  return response;
}

Lines NamesOf(const v1::ListHardwareResponse& response) {
  Lines names;
  for (const v1::Hardware& hardware : response.hardware()) names.push_back(hardware.sku());
  return names;
}

TEST(ListHardwareTest, ListsEverythingByName) {
  const v1::ListHardwareResponse response = List("");
  const Lines names = NamesOf(response);
  EXPECT_EQ(names.size(), static_cast<size_t>(DefaultIndex().catalog().skus_size()));
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_EQ(response.total_size(), static_cast<int>(names.size()));
  EXPECT_EQ(response.next_page_token(), "");
  EXPECT_EQ(response.catalog_revision(), DefaultIndex().revision());
  EXPECT_EQ(response.hardware(0).DebugString(),
            DefaultIndex().HardwareOf(*DefaultIndex().FindSku("cpu")).DebugString());
}

TEST(ListHardwareTest, APurposeLeavesOutWhatIsNotAvailableForIt) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    SkuOf(catalog, "gpu-t4").set_allow_for_models(false);
    SkuOf(catalog, "gpu-h100").set_allow_for_deployments(false);
    SkuOf(catalog, "gpu-l40s").set_billable(false);
    SkuOf(catalog, "gpu-h200").set_is_preview(true);
  });
  const v1::ListHardwareResponse models = List("purpose: PURPOSE_MODELS", *catalog);
  EXPECT_THAT(NamesOf(models), AllOf(Not(Contains("gpu-t4")), Not(Contains("gpu-l40s")), Not(Contains("gpu-a40")),
                                     Contains("gpu-h100"), Contains("gpu-h200"), Contains("cpu")));
  // Of 25 that the default catalog has available.
  EXPECT_EQ(models.total_size(), 23);
  const v1::ListHardwareResponse deployments = List("purpose: PURPOSE_DEPLOYMENTS", *catalog);
  EXPECT_THAT(NamesOf(deployments), AllOf(Not(Contains("gpu-h100")), Not(Contains("gpu-l40s")), Contains("gpu-t4")));
  EXPECT_EQ(deployments.total_size(), 23);
  EXPECT_THAT(NamesOf(List("", *catalog)), AllOf(Contains("gpu-t4"), Contains("gpu-l40s"), Contains("gpu-a40")));
}

struct PagesCase {
  absl::string_view request;
  size_t pages;
};

TEST(ListHardwareTest, PagesMakeUpTheWhole) {
  const PagesCase rows[] = {{"page_size: 1", 57}, {"page_size: 10", 6},   {"page_size: 56", 2},
                            {"page_size: 57", 1}, {"page_size: 1000", 1}, {"page_size: 10 purpose: PURPOSE_MODELS", 3}};
  for (const PagesCase& row : rows) {
    SCOPED_TRACE(std::string(row.request));
    auto request = FromText<v1::ListHardwareRequest>(row.request);
    Lines names;
    size_t pages = 0;
    do {
      v1::ListHardwareResponse page;
      ASSERT_TRUE(ListHardware(DefaultIndex(), request, page).ok());
      const Lines page_names = NamesOf(page);
      names.insert(names.end(), page_names.begin(), page_names.end());
      request.set_page_token(page.next_page_token());
    } while (++pages < 100 && !request.page_token().empty());
    EXPECT_EQ(pages, row.pages);
    request.clear_page_size();
    v1::ListHardwareResponse whole;
    ASSERT_TRUE(ListHardware(DefaultIndex(), request, whole).ok());
    EXPECT_EQ(names, NamesOf(whole));
  }
}

TEST(ListHardwareTest, ATokenBeyondTheEndIsAnEmptyPage) {
  const v1::ListHardwareResponse page = List(absl::StrCat("page_token: '1000@", DefaultIndex().revision(), "'"));
  EXPECT_THAT(NamesOf(page), IsEmpty());
  EXPECT_EQ(page.next_page_token(), "");
  EXPECT_EQ(page.total_size(), 57);
}

struct RefusedListCase {
  absl::string_view name;
  std::string request;
  Lines lines;
};

TEST(ListHardwareTest, RefusesWhatIsNoPage) {
  const std::string revision = DefaultIndex().revision();
  const auto other = CatalogWith([](v1::Catalog& catalog) { SkuOf(catalog, "cpu").set_nano_usd_per_second(1); });
  const Lines bad_token = {"INVALID_FORMAT page_token"};
  const RefusedListCase rows[] = {
      {"token of another catalog",
       List("page_size: 1", *other).next_page_token(),
       {"CATALOG_REVISION_MISMATCH page_token"}},
      {"token with more behind it", "1@" + revision + "0", {"CATALOG_REVISION_MISMATCH page_token"}},
      {"no token at all", "garbage", bad_token},
      {"no revision", "1@", bad_token},
      {"no number", "@" + revision, bad_token},
      {"negative number", "-1@" + revision, bad_token},
      {"number that is too large", "99999999999@" + revision, bad_token},
      {"number only", "5", bad_token},
      {"very long", std::string(100'000, 'x'), bad_token},
  };
  for (const RefusedListCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    v1::ListHardwareRequest request;
    request.set_page_token(row.request);
    v1::ListHardwareResponse response;
    const absl::Status status = ListHardware(DefaultIndex(), request, response);
    EXPECT_THAT(ViolationLines(status), testing::ElementsAreArray(row.lines));
    EXPECT_LT(status.message().size(), 400u);
    EXPECT_THAT(response.hardware(), IsEmpty());
  }
}

TEST(ListHardwareTest, RefusesEveryFaultAtOnce) {
  for (const int page_size : {0, -1, 1001}) {
    v1::ListHardwareRequest request;
    request.set_page_size(page_size);
    request.set_page_token("garbage");
    v1::ListHardwareResponse response;
    EXPECT_THAT(ViolationLines(ListHardware(DefaultIndex(), request, response)),
                ElementsAre("VALUE_OUT_OF_RANGE page_size", "INVALID_FORMAT page_token"));
  }
}

}  // namespace
}  // namespace berth
