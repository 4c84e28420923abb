#include "clients/cpp/placement_client.h"

#include <grpcpp/grpcpp.h>

#include <utility>

#include "clients/cpp/server_address.h"
#include "clients/cpp/status_details.h"

namespace berth {
namespace {

using Service = v1::PlacementService::Stub;

std::shared_ptr<grpc::Channel> Connect(const PlacementClientOptions& options) {
  grpc::ChannelArguments arguments;
  arguments.SetUserAgentPrefix(options.user_agent);
  if (!options.tls_server_name.empty()) arguments.SetSslTargetNameOverride(options.tls_server_name);
  const absl::StatusOr<ServerAddress> address = ParseServerAddress(options.address);
  if (!options.use_proxy || (address.ok() && address->IsLoopback())) {
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  }
  const auto credentials = options.credentials ? options.credentials : grpc::InsecureChannelCredentials();
  return grpc::CreateCustomChannel(address.ok() ? address->Target() : options.address, credentials, arguments);
}

}  // namespace

PlacementClient::PlacementClient(const PlacementClientOptions& options)
    : timeout_(options.timeout), stub_(v1::PlacementService::NewStub(Connect(options))) {}

template <typename Request, typename Response>
absl::StatusOr<Response> PlacementClient::Call(Method<Request, Response> method, const Request& request) const {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout_));
  Response response;
  const grpc::Status status = (stub_.get()->*method)(&context, request, &response);
  if (!status.ok()) return FromGrpcStatus(status);
  return response;
}

absl::StatusOr<v1::PlanPlacementResponse> PlacementClient::PlanPlacement(
    const v1::PlanPlacementRequest& request) const {
  return Call(&Service::PlanPlacement, request);
}

absl::StatusOr<v1::ResolveHardwareResponse> PlacementClient::ResolveHardware(
    const v1::ResolveHardwareRequest& request) const {
  return Call(&Service::ResolveHardware, request);
}

absl::StatusOr<v1::CheckAccessResponse> PlacementClient::CheckAccess(const v1::CheckAccessRequest& request) const {
  return Call(&Service::CheckAccess, request);
}

absl::StatusOr<v1::BatchPlanPlacementResponse> PlacementClient::BatchPlanPlacement(
    const v1::BatchPlanPlacementRequest& request) const {
  return Call(&Service::BatchPlanPlacement, request);
}

absl::StatusOr<v1::BatchCheckAccessResponse> PlacementClient::BatchCheckAccess(
    const v1::BatchCheckAccessRequest& request) const {
  return Call(&Service::BatchCheckAccess, request);
}

absl::StatusOr<v1::ListHardwareResponse> PlacementClient::ListHardware(const v1::ListHardwareRequest& request) const {
  return Call(&Service::ListHardware, request);
}

absl::StatusOr<v1::GetCatalogInfoResponse> PlacementClient::GetCatalogInfo(
    const v1::GetCatalogInfoRequest& request) const {
  return Call(&Service::GetCatalogInfo, request);
}

absl::Status PlacementClient::StreamPlanPlacement(
    const v1::StreamPlanPlacementRequest& request,
    const std::function<bool(const v1::StreamPlanPlacementResponse&)>& on_answer) const {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout_));
  const auto reader = stub_->StreamPlanPlacement(&context, request);
  v1::StreamPlanPlacementResponse response;
  while (reader->Read(&response)) {
    if (on_answer(response)) continue;
    context.TryCancel();
    // What is still on its way has to be read before the stream can end.
    while (reader->Read(&response)) {
    }
    break;
  }
  return FromGrpcStatus(reader->Finish());
}

}  // namespace berth
