// The W3C Trace Context header `traceparent` of a call.
#pragma once

#include "absl/strings/string_view.h"
#include "grpcpp/server_context.h"

namespace berth {

// Whether the text has the form `00-<32 hex digits>-<16 hex digits>-<2 hex digits>`, in small letters.
bool IsTraceParent(absl::string_view text);

// Lives as long as the context. Empty if the client sent none, or one that is malformed.
absl::string_view TraceParentOf(const grpc::ServerContext& context);

}  // namespace berth
