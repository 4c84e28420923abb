// The hardware of one pod, as answers describe it.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "berth/v1/catalog.pb.h"

namespace berth {

// Describes `count` units. `sku` is null where the catalog does not offer the count; `price` is what PriceOf says, and
// `providers` those that take the unit, most preferred first.
v1::Hardware DescribeHardware(const v1::DirectorSettings& director, const v1::ComputeUnit& unit, int count,
                              const v1::Sku* sku, std::optional<int64_t> price,
                              absl::Span<const v1::Provider> providers);

}  // namespace berth
