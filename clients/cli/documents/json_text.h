// JSON texts and documents. Strict: what RFC 8259 does not allow, and what a
// reader could lose (a key given twice), is refused with its place.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/documents/document.h"

namespace berth {

// `text` must have passed CheckText. INVALID_ARGUMENT with line and column.
absl::StatusOr<Document> ReadJson(absl::string_view text, const DocumentLimits& limits = {});

// How numbers are written.
enum class NumberForm {
  kAsTheyAre,
  // As strings, which protobuf's JSON form accepts wherever it accepts a number: a string field then gets the very
  // digits that were written.
  kQuoted,
};

// On one line.
std::string WriteJson(const Document& document, NumberForm numbers);

// Whether `text` is a number in JSON's own form.
bool IsJsonNumber(absl::string_view text);

}  // namespace berth
