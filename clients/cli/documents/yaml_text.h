// YAML texts and documents: the part of YAML that says the same as JSON. What
// would be lost on the way, or read as something else by another reader, is
// refused with its place: keys given twice, keys that are no strings, empty
// values, tags, a second document.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/documents/document.h"

namespace berth {

// Plain `true`, `false`, `null`, `~` and numbers in JSON's own form are themselves; every other scalar is a string.
// `text` must have passed CheckText and NormalLines. INVALID_ARGUMENT with line and column.
absl::StatusOr<Document> ReadYaml(absl::string_view text, const DocumentLimits& limits = {});

// Block style, in the document's order. Every string that any YAML 1.1 or 1.2 reader could take for something else is
// in double quotes.
std::string WriteYaml(const Document& document);

}  // namespace berth
