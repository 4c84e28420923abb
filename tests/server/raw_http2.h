// One gRPC call as bytes, for what a gRPC library would not send.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace berth {

struct RawCall {
  std::string method;  // Such as `berth.v1.PlacementService/PlanPlacement`.
  std::string body;    // All data of the stream, message prefixes included.
  // Beside those that every call has. Names and values below 127 bytes.
  std::vector<std::pair<std::string, std::string>> headers = {};
  bool slow = false;  // The body comes some time after the headers.
};

// The value of `grpc-status`, over a connection of its own to 127.0.0.1; empty if none comes within ten seconds.
std::string GrpcStatusOf(int port, const RawCall& call);

// With the prefix that every message has.
std::string Framed(const std::string& message, char flags = 0);

}  // namespace berth
