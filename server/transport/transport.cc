#include "server/transport/transport.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/server_builder.h"

namespace berth {

absl::StatusOr<std::unique_ptr<Transport>> Transport::Start(const TransportOptions& options, Methods methods) {
  std::unique_ptr<Transport> transport(new Transport(options.address, std::move(methods)));
  if (absl::Status status = transport->Listen(options); !status.ok()) return status;
  transport->PostCalls(options);
  return transport;
}

Transport::Transport(ListenAddress address, Methods methods)
    : address_(std::move(address)), methods_(std::move(methods)) {}

Transport::~Transport() {
  if (!stopped_) Stop(absl::ZeroDuration());
}

absl::Status Transport::Listen(const TransportOptions& options) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address_.ToString(), grpc::InsecureServerCredentials(), &address_.port);
  // With gRPC's default, a second server on the port would start and take every other connection.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, options.max_metadata_bytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.max_concurrent_streams);
  builder.AddChannelArgument(GRPC_ARG_ENABLE_CHANNELZ, options.channelz ? 1 : 0);
  builder.SetMaxReceiveMessageSize(options.max_receive_message_bytes);
  // The size limit applies before decompression, so that compressed requests would get around it.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  for (grpc::Service* service : methods_.services) builder.RegisterService(service);
  for (int i = 0; i < options.queues; ++i) {
    lanes_.push_back(std::make_unique<Lane>());
    lanes_.back()->queue = std::make_unique<CallQueue>(builder.AddCompletionQueue());
  }
  const ListenAddress wanted = address_;
  server_ = builder.BuildAndStart();
  if (server_ != nullptr) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot listen on ", wanted.ToString(), ": ", WhyNotListening(wanted)));
}

void Transport::PostCalls(const TransportOptions& options) {
  for (const auto& lane : lanes_) {
    for (const UnaryMethod& method : methods_.unary) {
      for (int i = 0; i < options.calls_per_method; ++i) {
        lane->unary.push_back(std::make_unique<UnaryCall>(*lane->queue, method));
        lane->unary.back()->Post();
      }
    }
    for (const StreamMethod& method : methods_.streams) {
      lane->streams.push_back(std::make_unique<StreamPool>(*lane->queue, method, options.max_streams_per_method));
      lane->streams.back()->PostInitial();
    }
    lane->queue->Start();
  }
}

void Transport::PostToStreams(void (StreamPool::*action)()) {
  for (const auto& lane : lanes_) {
    lane->queue->Post([streams = &lane->streams, action] {
      for (const auto& pool : *streams) (pool.get()->*action)();
    });
  }
}

void Transport::WakeStreams() { PostToStreams(&StreamPool::Wake); }

void Transport::Stop(absl::Duration grace) {
  stopped_ = true;
  if (server_ == nullptr) return;  // Never listened: no queue has a thread or a call.
  PostToStreams(&StreamPool::Drain);
  server_->Shutdown(absl::ToChronoTime(absl::Now() + grace));
  for (const auto& lane : lanes_) lane->queue->Stop();
}

}  // namespace berth
