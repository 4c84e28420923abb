// From the Status of a handler to the Status that a gRPC client gets, with
// google.rpc details: ErrorInfo, what fits the code (BadRequest,
// PreconditionFailure, RetryInfo), and the berth.v1.ErrorReport itself. Says
// nothing about faults of the server's own but a request id. Thread-safe.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "grpcpp/support/status.h"

namespace berth {

// Bounds on what goes into trailers: clients accept 8 KiB of metadata by default, details travel in base64, and
// characters of the message that are not ASCII in three bytes each.
inline constexpr size_t kMaxDetailBytes = 4096;
inline constexpr size_t kMaxMessageBytes = 512;

// `status` must not be OK. `method` is for the log. Violations that do not fit are left out from the end, and texts
// that are too long for it are cut; the ErrorInfo has the metadata `violations` and `violations_shown`. Without a
// report it is INTERNAL with a request id, and the cause goes to the log under that id.
grpc::Status ToGrpcStatus(const absl::Status& status, absl::string_view method);

}  // namespace berth
