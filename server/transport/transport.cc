#include "server/transport/transport.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "grpcpp/resource_quota.h"
#include "server/transport/message_framing.h"

namespace berth {
namespace {

using Acceptor = grpc::ServerBuilder::experimental_type::ExternalConnectionType;

// For clients to read what they were sent.
constexpr absl::Duration kLinger = absl::Milliseconds(200);
constexpr absl::Duration kLook = absl::Milliseconds(5);

void SetMilliseconds(grpc::ServerBuilder& builder, const char* argument, absl::Duration value) {
  const bool never = value == absl::ZeroDuration() || value == absl::InfiniteDuration();
  builder.AddChannelArgument(argument, never ? INT_MAX : static_cast<int>(absl::ToInt64Milliseconds(value)));
}

void SetKeepalive(grpc::ServerBuilder& builder, const KeepaliveOptions& options) {
  SetMilliseconds(builder, GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, options.handshake_timeout);
  SetMilliseconds(builder, GRPC_ARG_MAX_CONNECTION_IDLE_MS, options.max_idle);
  SetMilliseconds(builder, GRPC_ARG_MAX_CONNECTION_AGE_MS, options.max_age);
  SetMilliseconds(builder, GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, options.max_age_grace);
  SetMilliseconds(builder, GRPC_ARG_KEEPALIVE_TIME_MS, options.ping_time);
  SetMilliseconds(builder, GRPC_ARG_KEEPALIVE_TIMEOUT_MS, options.ping_timeout);
  SetMilliseconds(builder, GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, options.min_ping_interval);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
}

void SetLimits(grpc::ServerBuilder& builder, const TransportOptions& options) {
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, options.max_metadata_bytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.max_concurrent_streams);
  builder.SetMaxReceiveMessageSize(options.max_receive_message_bytes);
  grpc::ResourceQuota quota("berth");
  builder.SetResourceQuota(quota.Resize(options.memory_quota_bytes));
  // The size limit applies before decompression, so that compressed requests would get around it.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
}

}  // namespace

std::vector<MethodInfo> Methods::Infos() const {
  std::vector<MethodInfo> infos;
  for (const UnaryMethod& method : unary) infos.push_back(method.info);
  for (const StreamMethod& method : streams) infos.push_back(method.info);
  return infos;
}

absl::StatusOr<std::unique_ptr<Transport>> Transport::Start(const TransportOptions& options, Methods methods,
                                                            TransportHooks hooks) {
  auto listener = Listener::Listen(options.address, options.connections);
  if (!listener.ok()) return listener.status();
  std::unique_ptr<Transport> transport(
      new Transport(*std::move(listener), options.queueing, std::move(methods), std::move(hooks)));
  if (absl::Status status = transport->Build(options); !status.ok()) return status;
  transport->PostCalls(options);
  transport->listener_->Start([acceptor = transport->acceptor_.get()](int socket) {
    grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
    connection.fd = socket;
    acceptor->HandleNewConnection(&connection);
  });
  return transport;
}

Transport::Transport(std::unique_ptr<Listener> listener, const BacklogLimits& limits, Methods methods,
                     TransportHooks hooks)
    : listener_(std::move(listener)),
      methods_(std::move(methods)),
      hooks_(std::move(hooks)),
      backlog_(limits, AvailableProcessors()) {}

Transport::~Transport() {
  if (!stopped_) Stop(absl::ZeroDuration());
}

absl::Status Transport::Build(const TransportOptions& options) {
  CheckMessageFraming();
  grpc::ServerBuilder builder;
  SetLimits(builder, options);
  SetKeepalive(builder, options.keepalive);
  builder.AddChannelArgument(GRPC_ARG_ENABLE_CHANNELZ, options.channelz ? 1 : 0);
  acceptor_ = builder.experimental().AddExternalConnectionAcceptor(
      Acceptor::FROM_FD, options.credentials != nullptr ? options.credentials : grpc::InsecureServerCredentials());
  for (grpc::Service* service : methods_.services) builder.RegisterService(service);
  for (int i = 0; i < options.queues; ++i) {
    stations_.push_back(std::make_unique<Station>());
    stations_.back()->lane =
        std::make_unique<Lane>(builder.AddCompletionQueue(), hooks_, listener_->connections(), backlog_);
  }
  server_ = builder.BuildAndStart();
  return server_ != nullptr ? absl::OkStatus() : absl::InternalError("gRPC did not start the server");
}

void Transport::PostCalls(const TransportOptions& options) {
  std::vector<CallQueue*> queues;
  for (const auto& station : stations_) {
    Lane& lane = *station->lane;
    size_t index = 0;
    for (const UnaryMethod& method : methods_.unary) {
      station->unary.push_back(std::make_unique<UnaryPool>(
          lane, method, index++, options.queueing.max_calls * backlog_.workers() + kPostedCalls));
      station->unary.back()->PostInitial();
    }
    for (const StreamMethod& method : methods_.streams) {
      station->streams.push_back(std::make_unique<StreamPool>(lane, method, index++, options.max_streams_per_method));
      station->streams.back()->PostInitial();
    }
    lane.queue().Start();
    queues.push_back(&lane.queue());
  }
  guard_ = std::make_unique<FloodGuard>(listener_->connections(), std::move(queues));
}

TransportStats Transport::stats() const {
  const Connections& connections = listener_->connections();
  TransportStats stats{.connections_open = connections.open(),
                       .connections_accepted = connections.accepted(),
                       .connections_refused = connections.refused(),
                       .connections_cut = connections.cut(),
                       .queued_calls = backlog_.calls(),
                       .queued_work = backlog_.expected()};
  for (const auto& station : stations_) stats.calls_arrived += station->lane->arrived();
  return stats;
}

void Transport::PostToStreams(void (StreamPool::*action)()) {
  for (const auto& station : stations_) {
    station->lane->queue().Post([streams = &station->streams, action] {
      for (const auto& pool : *streams) (pool.get()->*action)();
    });
  }
}

void Transport::WakeStreams() { PostToStreams(&StreamPool::Wake); }

// gRPC closes connections as soon as it may, and a client that is still reading the last answer would lose it.
void Transport::WaitForCalls(absl::Time end) const {
  const auto idle = [this] {
    return std::all_of(stations_.begin(), stations_.end(),
                       [](const auto& station) { return station->lane->under_way() == 0; });
  };
  while (!idle() && absl::Now() + kLinger < end) absl::SleepFor(kLook);
  if (listener_->connections().open() > 0) absl::SleepFor(std::clamp(end - absl::Now(), absl::ZeroDuration(), kLinger));
}

void Transport::Stop(absl::Duration grace) {
  stopped_ = true;
  if (server_ == nullptr) return;  // Never served: no queue has a thread or a call.
  listener_->StopAccepting();
  PostToStreams(&StreamPool::Drain);
  const absl::Time end = absl::Now() + grace;
  WaitForCalls(end);
  server_->Shutdown(absl::ToChronoTime(end));
  for (const auto& station : stations_) station->lane->queue().Stop();
}

}  // namespace berth
