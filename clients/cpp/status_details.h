// From a gRPC status with `google.rpc` details to a Status with payloads, so
// that a caller handles an error from a server like one from core.
#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace berth {

// Same code and message; each detail becomes a payload under its type URL. Details that cannot be read are left out.
absl::Status FromGrpcStatus(const grpc::Status& status);

}  // namespace berth
