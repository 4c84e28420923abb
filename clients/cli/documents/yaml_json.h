// Between the YAML that people write and the JSON that protobuf reads. Knows no
// message: a field that does not exist is protobuf's to refuse.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/documents/document.h"

namespace berth {

// Reads a text that is JSON or YAML. INVALID_ARGUMENT with line and column of the first fault: what is neither, what
// would be lost on the way (see yaml_text.h), and what exceeds `limits`.
absl::StatusOr<Document> ReadDocument(absl::string_view text, const DocumentLimits& limits = {});

// The same as JSON on one line, with every number as a string, which protobuf accepts for numeric fields.
absl::StatusOr<std::string> YamlToJson(absl::string_view yaml);

// Block style, keys in the order of `json`; ReadDocument gives back what `json` holds. What is not JSON comes back as
// it is.
std::string JsonToYaml(absl::string_view json);

}  // namespace berth
