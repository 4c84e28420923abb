// A server in the test's own process, and calls to any server as raw bytes.
#pragma once

#include <memory>
#include <string>

#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "server/assembly/berth_server.h"

namespace berth {

inline constexpr char kPlanMethod[] = "berth.v1.PlacementService/PlanPlacement";

class LoopbackServer {
 public:
  // Listens on a port that the system chooses.
  explicit LoopbackServer(ServerConfig config = {});
  ~LoopbackServer();

  // A connection of its own with each call.
  std::shared_ptr<grpc::Channel> Connect() const;
  BerthServer& server() { return *server_; }
  // Once; the destructor does it otherwise.
  void Stop(absl::Duration grace);

 private:
  CatalogHolder catalog_;
  std::unique_ptr<BerthServer> server_;
  bool stopped_ = false;
};

std::shared_ptr<grpc::Channel> ConnectTo(int port);

struct RawAnswer {
  grpc::Status status;
  std::string bytes;
};

// Such as CallRaw(channel, kPlanMethod, bytes).
RawAnswer CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& method, const std::string& bytes,
                  grpc_compression_algorithm compression = GRPC_COMPRESS_NONE);

// The `reason` of the status's google.rpc.ErrorInfo; empty if it has none.
std::string ReasonOf(const grpc::Status& status);

}  // namespace berth
