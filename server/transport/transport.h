// The gRPC server: listener, completion queues, and the calls posted on them.
// Knows methods only as rows of a table; what they do is the handlers' part.
// Safe to use from several threads, but for Stop, which is called once.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "grpcpp/server.h"
#include "server/transport/call_queue.h"
#include "server/transport/listen_address.h"
#include "server/transport/stream_call.h"
#include "server/transport/unary_call.h"

namespace berth {

struct TransportOptions {
  ListenAddress address;
  int queues = 4;
  int calls_per_method = 32;         // Posted at a time, per queue.
  int max_streams_per_method = 512;  // Open at a time, per queue.
  int max_receive_message_bytes = 4 << 20;
  int max_metadata_bytes = 8 << 10;
  int max_concurrent_streams = 1000;  // Per connection.
  bool channelz = false;              // Whether gRPC keeps the counters that channelz reads.
};

// Every service whose methods the tables name, and the tables.
struct Methods {
  std::vector<grpc::Service*> services;
  std::vector<UnaryMethod> unary;
  std::vector<StreamMethod> streams;
};

class Transport {
 public:
  // Listens and answers from now on. The services must outlive the transport. Fails if the address cannot be bound.
  static absl::StatusOr<std::unique_ptr<Transport>> Start(const TransportOptions& options, Methods methods);

  // Stops at once if Stop was not called.
  ~Transport();

  // With the port that the system chose.
  const ListenAddress& address() const { return address_; }

  // Asks the handlers of all open streams for news.
  void WakeStreams();

  // Takes no new calls, ends idle streams, gives calls under way `grace` to end, and cancels the rest.
  void Stop(absl::Duration grace);

 private:
  Transport(ListenAddress address, Methods methods);

  absl::Status Listen(const TransportOptions& options);
  void PostCalls(const TransportOptions& options);
  void PostToStreams(void (StreamPool::*action)());

  // What one queue serves. The queue is last: its thread ends before the calls go.
  struct Lane {
    std::vector<std::unique_ptr<UnaryCall>> unary;
    std::vector<std::unique_ptr<StreamPool>> streams;
    std::unique_ptr<CallQueue> queue;
  };

  ListenAddress address_;
  Methods methods_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::unique_ptr<grpc::Server> server_;
  bool stopped_ = false;
};

}  // namespace berth
