// Catalogs with faults, and what the validator must say about them.
#pragma once

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "tests/core/edited_catalog.h"

namespace berth {

struct ExpectedFault {
  // The exact path of the entry, and a part of the message.
  std::string path;
  std::string message;
};

struct SpoiltCase {
  absl::string_view name;
  // What is done to the default catalog.
  CatalogEdit spoil;
  // All faults that follow, in their order.
  std::vector<ExpectedFault> faults;
};

// Fails the test for every case that is not refused with exactly its faults.
void ExpectRefused(absl::Span<const SpoiltCase> cases);

}  // namespace berth
