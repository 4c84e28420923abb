#include "core/sku/price.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/core/edited_catalog.h"

namespace berth {
namespace {

struct PriceCase {
  absl::string_view name;
  absl::string_view sku;
  // Empty: there is no SKU of one unit.
  absl::string_view single;
  std::optional<int64_t> price;
};

const PriceCase kPriceCases[] = {
    {"its own", "nano_usd_per_second: 5 compute_units_per_instance: 8", "nano_usd_per_second: 1", 5},
    {"the count times the single unit", "compute_units_per_instance: 8", "nano_usd_per_second: 7", 56},
    {"unknown single price", "compute_units_per_instance: 8", "name: 'single'", std::nullopt},
    {"no single unit", "compute_units_per_instance: 8", "", std::nullopt},
    {"no overflow", "compute_units_per_instance: 8", "nano_usd_per_second: 10000000000", 80'000'000'000},
};

TEST(PriceTest, IsTheSkusOwnOrAMultiple) {
  for (const PriceCase& row : kPriceCases) {
    SCOPED_TRACE(std::string(row.name));
    const auto single = FromText<v1::Sku>(row.single);
    EXPECT_EQ(PriceOf(FromText<v1::Sku>(row.sku), row.single.empty() ? nullptr : &single), row.price);
  }
}

TEST(UsdPerSecondTest, HasAtLeastSixDecimals) {
  const std::pair<int64_t, absl::string_view> rows[] = {
      {25'000, "0.000025"},
      {975'000, "0.000975"},
      {1'400'000, "0.001400"},
      {1, "0.000000001"},
      {1'234'567'890, "1.23456789"},
      {10'000'000'000, "10.000000"},
      {80'000'000'001, "80.000000001"},
  };
  for (const auto& [nano_usd, text] : rows) EXPECT_EQ(UsdPerSecond(nano_usd), text);
}

}  // namespace
}  // namespace berth
