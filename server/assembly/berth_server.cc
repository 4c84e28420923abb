#include "server/assembly/berth_server.h"

#include <string>
#include <utility>

#include "berth/v1/catalog.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/ext/channelz_service_plugin.h"

namespace berth {
namespace {

using grpc::health::v1::HealthCheckResponse;

// By type, not by name: what nothing refers to is not in the binary.
ReflectionIndex::Files FilesWithServices(bool channelz) {
  ReflectionIndex::Files files = {v1::PlanPlacementRequest::descriptor()->file(),
                                  grpc::health::v1::HealthCheckRequest::descriptor()->file(),
                                  grpc::reflection::v1::ServerReflectionRequest::descriptor()->file(),
                                  grpc::reflection::v1alpha::ServerReflectionRequest::descriptor()->file()};
  if (!channelz) return files;
  const auto& pool = *google::protobuf::DescriptorPool::generated_pool();
  if (const auto* file = pool.FindFileContainingSymbol("grpc.channelz.v1.Channelz")) files.push_back(file);
  return files;
}

// What no request or response mentions, but the details of errors do, and whoever writes catalogs needs.
ReflectionIndex::Files OtherFiles() {
  return {v1::Catalog::descriptor()->file(), google::rpc::ErrorInfo::descriptor()->file(),
          google::rpc::Status::descriptor()->file()};
}

TransportOptions OptionsFrom(const ServerConfig& config, ListenAddress address) {
  TransportOptions options;
  options.address = std::move(address);
  options.queues = config.completion_queues;
  options.max_receive_message_bytes = config.max_receive_message_bytes;
  options.max_metadata_bytes = config.max_metadata_bytes;
  options.max_concurrent_streams = config.max_concurrent_streams;
  options.channelz = config.channelz;
  return options;
}

}  // namespace

BerthServer::BerthServer(const ServerConfig& config, const CatalogHolder& catalog)
    : health_({kPlacementService}),
      handlers_(catalog, BERTH_VERSION),
      reflection_(FilesWithServices(config.channelz), OtherFiles()) {}

absl::StatusOr<std::unique_ptr<BerthServer>> BerthServer::Start(const ServerConfig& config,
                                                                const CatalogHolder& catalog) {
  absl::StatusOr<ListenAddress> address = ParseListenAddress(config.address);
  if (!address.ok()) return address.status();
  if (config.channelz) grpc::channelz::experimental::InitChannelzService();

  std::unique_ptr<BerthServer> server(new BerthServer(config, catalog));
  Methods methods;
  AddPlacementMethods(server->services_, server->handlers_, methods);
  AddHealthMethods(server->services_, server->health_, methods);
  if (config.reflection) AddReflectionMethods(server->services_, server->reflection_, methods);
  auto transport = Transport::Start(OptionsFrom(config, *std::move(address)), std::move(methods), {server->observer_});
  if (!transport.ok()) return transport.status();
  server->transport_ = *std::move(transport);
  server->health_.Set(HealthCheckResponse::SERVING);
  server->transport_->WakeStreams();
  return server;
}

void BerthServer::Stop(absl::Duration grace) {
  health_.Set(HealthCheckResponse::NOT_SERVING);
  transport_->WakeStreams();
  transport_->Stop(grace);
}

}  // namespace berth
