#include "core/sku/price.h"

#include "absl/strings/str_format.h"

namespace berth {

std::optional<int64_t> PriceOf(const v1::Sku& sku, const v1::Sku* single) {
  if (sku.has_nano_usd_per_second()) return sku.nano_usd_per_second();
  if (single == nullptr || !single->has_nano_usd_per_second()) return std::nullopt;
  return single->nano_usd_per_second() * sku.compute_units_per_instance();
}

std::string UsdPerSecond(int64_t nano_usd) {
  constexpr int64_t kNano = 1'000'000'000;
  constexpr size_t kMinDecimals = 6;
  std::string text = absl::StrFormat("%d.%09d", nano_usd / kNano, nano_usd % kNano);
  const size_t shortest = text.find('.') + 1 + kMinDecimals;
  while (text.size() > shortest && text.back() == '0') text.pop_back();
  return text;
}

}  // namespace berth
