// The gRPC server: listener, completion queues, and the calls posted on them.
// Knows methods only as rows of a table; what they do is the handlers' part.
// Safe to use from several threads, but for Stop, which is called once.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "server/transport/flood_guard.h"
#include "server/transport/lane.h"
#include "server/transport/listen_address.h"
#include "server/transport/listener.h"
#include "server/transport/stream_call.h"
#include "server/transport/unary_call.h"

namespace berth {

// When connections end.
struct KeepaliveOptions {
  absl::Duration handshake_timeout = absl::Seconds(10);
  absl::Duration max_idle = absl::Minutes(5);
  absl::Duration max_age = absl::Minutes(30);  // Give or take a tenth.
  absl::Duration max_age_grace = absl::Seconds(30);
  // Pings of ours to a silent client.
  absl::Duration ping_time = absl::Seconds(30);
  absl::Duration ping_timeout = absl::Seconds(10);
  // Pings of a client that come faster than this end its connection.
  absl::Duration min_ping_interval = absl::Seconds(10);
};

struct TransportOptions {
  ListenAddress address;
  int queues = 4;
  int max_streams_per_method = 512;  // Open at a time, per queue.
  int max_receive_message_bytes = 4 << 20;
  int max_metadata_bytes = 8 << 10;
  int max_concurrent_streams = 100;  // Per connection.
  // What gRPC may hold of messages and calls under way; beyond it, it lets streams go.
  size_t memory_quota_bytes = size_t{128} << 20;
  ConnectionLimits connections;
  BacklogLimits queueing;
  KeepaliveOptions keepalive;
  // Unset: without encryption.
  std::shared_ptr<grpc::ServerCredentials> credentials;
  bool channelz = false;  // Whether gRPC keeps the counters that channelz reads.
};

// Every service whose methods the tables name, and the tables.
struct Methods {
  std::vector<grpc::Service*> services;
  std::vector<UnaryMethod> unary;
  std::vector<StreamMethod> streams;

  // In the order by which observers know them: unary methods first.
  std::vector<MethodInfo> Infos() const;
};

class Transport {
 public:
  // Listens and answers from now on. The services, and what the hooks refer to, must outlive the transport. Fails if
  // the address cannot be bound.
  static absl::StatusOr<std::unique_ptr<Transport>> Start(const TransportOptions& options, Methods methods,
                                                          TransportHooks hooks);

  // Stops at once if Stop was not called.
  ~Transport();

  // With the port that the system chose.
  const ListenAddress& address() const { return listener_->address(); }
  TransportStats stats() const;

  // Asks the handlers of all open streams for news.
  void WakeStreams();

  // Takes no new connections, ends idle streams, gives calls under way `grace` to end, and cancels the rest. Until they
  // have ended, calls on the connections that there are go on being answered.
  void Stop(absl::Duration grace);

 private:
  Transport(std::unique_ptr<Listener> listener, const BacklogLimits& limits, Methods methods, TransportHooks hooks);

  absl::Status Build(const TransportOptions& options);
  void PostCalls(const TransportOptions& options);
  void WaitForCalls(absl::Time end) const;
  void PostToStreams(void (StreamPool::*action)());

  // A lane and its calls. The lane is last: its thread ends before the calls go.
  struct Station {
    std::vector<std::unique_ptr<UnaryPool>> unary;
    std::vector<std::unique_ptr<StreamPool>> streams;
    std::unique_ptr<Lane> lane;
  };

  std::unique_ptr<Listener> listener_;
  Methods methods_;
  TransportHooks hooks_;
  Backlog backlog_;
  std::vector<std::unique_ptr<Station>> stations_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<FloodGuard> guard_;
  bool stopped_ = false;
};

}  // namespace berth
