// Whether a document can be applied: it is part of a request to an API server,
// and `kubectl apply` writes all of it into an annotation besides.
#pragma once

#include "absl/strings/string_view.h"
#include "core/errors/error_report.h"
#include "core/findings/findings.h"
#include "google/protobuf/message.h"

namespace berth {

// The document is as large as its environment makes it, so `env_path` is where a violation is reported: TOO_LARGE above
// the 3 MiB that an API server takes. Above what `kubectl apply` can keep in an annotation (256 KiB in all): a
// diagnostic that names `--server-side`.
void CheckDocumentSize(const google::protobuf::Message& document, absl::string_view env_path, Violations& violations,
                       Findings& diagnostics);

}  // namespace berth
