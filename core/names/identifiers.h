// The identifiers that Replicate's deployables are known by. Every function is
// strict: what it does not accept is malformed, never repaired.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace berth {

// `gpu-a100` times 2 is `gpu-2x-a100`; a unit that does not start with `gpu-` gets `2x-` in front.
std::string CanonicalSkuName(absl::string_view compute_unit, int count);

struct UnitCount {
  std::string compute_unit;
  int count;
};

// The inverse for names with a count: `gpu-2x-a100` is `gpu-a100` times 2. Nothing for names without one.
std::optional<UnitCount> SplitSkuName(absl::string_view name);

// The 64 lower-case hexadecimal digits of an image id, given with or without `sha256:` and in either case.
std::optional<std::string> ParseImageId(absl::string_view id);

// The 32 lower-case hexadecimal digits of a UUID, given with or without dashes and in either case.
std::optional<std::string> ParseUuid(absl::string_view id);

}  // namespace berth
