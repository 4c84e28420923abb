// A PlacementService on a loopback port of its own that answers by core and the
// default catalog, with errors as `google.rpc` details. For tests of clients:
// how the real server behaves is tested elsewhere.
#pragma once

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "berth/v1/placement_service.grpc.pb.h"
#include "core/catalog/catalog_loader.h"

namespace berth {

// A gRPC status with the payloads of `status` as details.
grpc::Status ToGrpcStatus(const absl::Status& status);

class AnsweringServer : public v1::PlacementService::Service {
 public:
  explicit AnsweringServer(
      const std::shared_ptr<grpc::ServerCredentials>& credentials = grpc::InsecureServerCredentials());
  ~AnsweringServer() override;

  // Empty if the server could not start.
  const std::string& address() const { return address_; }
  // Before every answer.
  void set_delay(absl::Duration delay) { delay_ = delay; }
  // Instead of every answer, until it is OK again.
  void set_failure(grpc::Status failure) { failure_ = std::move(failure); }
  // What the caller of the last RPC called itself.
  const std::string& user_agent() const { return user_agent_; }

  grpc::Status PlanPlacement(grpc::ServerContext* context, const v1::PlanPlacementRequest* request,
                             v1::PlanPlacementResponse* response) override;
  grpc::Status ResolveHardware(grpc::ServerContext* context, const v1::ResolveHardwareRequest* request,
                               v1::ResolveHardwareResponse* response) override;
  // One SKU to a page, so that clients have to turn them.
  grpc::Status ListHardware(grpc::ServerContext* context, const v1::ListHardwareRequest* request,
                            v1::ListHardwareResponse* response) override;
  grpc::Status GetCatalogInfo(grpc::ServerContext* context, const v1::GetCatalogInfoRequest* request,
                              v1::GetCatalogInfoResponse* response) override;
  // Answers each entry with its id alone.
  grpc::Status StreamPlanPlacement(grpc::ServerContext* context, const v1::StreamPlanPlacementRequest* request,
                                   grpc::ServerWriter<v1::StreamPlanPlacementResponse>* writer) override;

 private:
  grpc::Status Begin(const grpc::ServerContext& context);

  std::shared_ptr<const CatalogIndex> catalog_;
  absl::Duration delay_;
  grpc::Status failure_;
  std::string user_agent_;
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace berth
