// Takes a batch apart without looking into its entries, so that one bad entry
// never fails the others.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace berth {

struct BatchEntry {
  std::string id;
  // Bytes of the entry's request, to be decoded on its own. Points into the batch.
  absl::string_view request;
  // What is wrong with the entry itself.
  absl::Status status;
};

struct BatchQuestion {
  std::vector<BatchEntry> entries;
  std::string expected_catalog_revision;
};

// Reads the bytes of any batch request: `entries` in field 1, each an id and a request, and the expected revision in
// field
// 2. MALFORMED_MESSAGE, UNKNOWN_FIELD, or BATCH_TOO_LARGE with more than `max_entries`.
absl::StatusOr<BatchQuestion> ReadBatch(absl::string_view bytes, int max_entries);

}  // namespace berth
