// Prices as fixed-point numbers: billionths of a US dollar per second.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "berth/v1/catalog.pb.h"

namespace berth {

// The SKU's own price, else its count times the price of `single`, the SKU of one unit (null if there is none). Nothing
// where neither is known: unknown is not free.
std::optional<int64_t> PriceOf(const v1::Sku& sku, const v1::Sku* single);

// Decimal US dollars with at least six decimals: 975000 is `0.000975`.
std::string UsdPerSecond(int64_t nano_usd);

}  // namespace berth
