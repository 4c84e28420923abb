#include "tests/clients/answering_server.h"

#include <grpcpp/grpcpp.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "core/hardware/resolve_hardware.h"
#include "core/planner/catalog_info.h"
#include "core/planner/planner.h"
#include "google/rpc/status.pb.h"

namespace berth {

grpc::Status ToGrpcStatus(const absl::Status& status) {
  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(std::string(status.message()));
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& value) {
    google::protobuf::Any& detail = *details.add_details();
    detail.set_type_url(std::string(url));
    detail.set_value(std::string(value));
  });
  return {static_cast<grpc::StatusCode>(status.code()), std::string(status.message()), details.SerializeAsString()};
}

AnsweringServer::AnsweringServer(const std::shared_ptr<grpc::ServerCredentials>& credentials)
    : catalog_(*LoadCatalog(DefaultCatalogText())) {
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", credentials, &port);
  builder.RegisterService(this);
  server_ = builder.BuildAndStart();
  if (server_ != nullptr && port != 0) address_ = absl::StrCat("127.0.0.1:", port);
}

AnsweringServer::~AnsweringServer() {
  if (server_ != nullptr) server_->Shutdown(absl::ToChronoTime(absl::Now()));
}

grpc::Status AnsweringServer::Begin(const grpc::ServerContext& context) {
  const auto agent = context.client_metadata().find("user-agent");
  if (agent != context.client_metadata().end()) user_agent_.assign(agent->second.data(), agent->second.size());
  absl::SleepFor(delay_);
  return failure_;
}

grpc::Status AnsweringServer::PlanPlacement(grpc::ServerContext* context, const v1::PlanPlacementRequest* request,
                                            v1::PlanPlacementResponse* response) {
  if (grpc::Status failure = Begin(*context); !failure.ok()) return failure;
  return ToGrpcStatus(berth::PlanPlacement(*catalog_, *request, *response));
}

grpc::Status AnsweringServer::ResolveHardware(grpc::ServerContext* context, const v1::ResolveHardwareRequest* request,
                                              v1::ResolveHardwareResponse* response) {
  if (grpc::Status failure = Begin(*context); !failure.ok()) return failure;
  return ToGrpcStatus(berth::ResolveHardware(*catalog_, *request, *response));
}

grpc::Status AnsweringServer::ListHardware(grpc::ServerContext* context, const v1::ListHardwareRequest* request,
                                           v1::ListHardwareResponse* response) {
  if (grpc::Status failure = Begin(*context); !failure.ok()) return failure;
  v1::ListHardwareRequest small_page = *request;
  small_page.set_page_size(1);
  return ToGrpcStatus(berth::ListHardware(*catalog_, small_page, *response));
}

grpc::Status AnsweringServer::GetCatalogInfo(grpc::ServerContext* context, const v1::GetCatalogInfoRequest*,
                                             v1::GetCatalogInfoResponse* response) {
  if (grpc::Status failure = Begin(*context); !failure.ok()) return failure;
  berth::GetCatalogInfo(*catalog_, "1.2.3", *response);
  return grpc::Status::OK;
}

grpc::Status AnsweringServer::StreamPlanPlacement(grpc::ServerContext* context,
                                                  const v1::StreamPlanPlacementRequest* request,
                                                  grpc::ServerWriter<v1::StreamPlanPlacementResponse>* writer) {
  if (grpc::Status failure = Begin(*context); !failure.ok()) return failure;
  for (const v1::BatchPlanPlacementEntry& entry : request->entries()) {
    v1::StreamPlanPlacementResponse response;
    response.mutable_result()->set_id(entry.id());
    if (!writer->Write(response)) break;
  }
  return grpc::Status::OK;
}

}  // namespace berth
