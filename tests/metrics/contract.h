// The contract of /metrics: names, types, labels and the values that labels may
// have, without what was measured.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace berth {

// From Prometheus' text format. Values that differ between catalogs and builds are written as `*`.
std::string ContractOf(absl::string_view exposition);

}  // namespace berth
