// Holds a document against the message that it is meant to be: every unknown
// field, value of the wrong type and unknown enum name at once, each with its
// place and the nearest names. Protobuf's own JSON reader stops at the first.
// Not for what fields mean together: that is the planner's.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/cli/console.h"
#include "clients/cli/documents/document.h"
#include "google/protobuf/message.h"

namespace berth {

// Corrects what protobuf would refuse for its form alone: `1.0` and `1e2` in integer fields become `1` and `100`, words
// of enums (see enum_words.h) the names of their values. Errors carry an ErrorReport.
absl::Status CheckForm(const google::protobuf::Descriptor& form, Document& document);

// Reads the message in `file` (`-` is `console.in`), given as YAML or JSON in its proto JSON form, with words for enum
// values if people like.
absl::Status ReadRequest(absl::string_view file, Console& console, google::protobuf::Message& request);

}  // namespace berth
