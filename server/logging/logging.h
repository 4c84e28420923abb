// Where log lines go: stderr, by spdlog, one line each. gRPC's and protobuf's
// own lines go there too, at level debug, since clients can cause them at will.
#pragma once

#include <string>

namespace berth {

// `level` is one of spdlog's names. Call once, before anything logs and before gRPC starts.
void StartLogging(const std::string& level);

}  // namespace berth
