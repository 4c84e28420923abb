// The client of berth.v1.PlacementService: one method per RPC, each with a
// deadline. Adds nothing to what the server answers, and retries nothing.
// Thread-safe. gRPC refuses answers above 4 MiB: ask for them in batches with
// StreamPlanPlacement.
#pragma once

#include <grpcpp/security/credentials.h>

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "berth/v1/placement_service.grpc.pb.h"

namespace berth {

struct PlacementClientOptions {
  // `host:port` (see server_address.h), or another target of gRPC's, such as `unix:/run/berth.sock`.
  std::string address = "127.0.0.1:50051";
  // For one RPC, the connection included.
  absl::Duration timeout = absl::Seconds(10);
  // Such as those of tls_credentials.h. Unset: without encryption.
  std::shared_ptr<grpc::ChannelCredentials> credentials;
  // The name that the server's certificate must have. Empty: the host of the address.
  std::string tls_server_name;
  // Whether gRPC may use the HTTP proxy that the environment names (see proxy.h). Loopback addresses never use one.
  bool use_proxy = true;
  // What the server's log shows before gRPC's own name.
  std::string user_agent = "berth-client";
};

// Errors are the server's own: ErrorReportOf (see core/errors/error_report.h) gives the report that it sent, and the
// other details are payloads under their type URLs. UNAVAILABLE without a report means that nobody answered.
class PlacementClient {
 public:
  // Connects with the first RPC.
  explicit PlacementClient(const PlacementClientOptions& options);

  absl::StatusOr<v1::PlanPlacementResponse> PlanPlacement(const v1::PlanPlacementRequest& request) const;
  absl::StatusOr<v1::ResolveHardwareResponse> ResolveHardware(const v1::ResolveHardwareRequest& request) const;
  absl::StatusOr<v1::CheckAccessResponse> CheckAccess(const v1::CheckAccessRequest& request) const;
  absl::StatusOr<v1::BatchPlanPlacementResponse> BatchPlanPlacement(const v1::BatchPlanPlacementRequest& request) const;
  absl::StatusOr<v1::BatchCheckAccessResponse> BatchCheckAccess(const v1::BatchCheckAccessRequest& request) const;
  absl::StatusOr<v1::ListHardwareResponse> ListHardware(const v1::ListHardwareRequest& request) const;
  absl::StatusOr<v1::GetCatalogInfoResponse> GetCatalogInfo(const v1::GetCatalogInfoRequest& request) const;

  // Calls `on_answer` for each answer, in order, until it returns false. The status is that of the stream; one that
  // `on_answer` ended is CANCELLED.
  absl::Status StreamPlanPlacement(const v1::StreamPlanPlacementRequest& request,
                                   const std::function<bool(const v1::StreamPlanPlacementResponse&)>& on_answer) const;

 private:
  template <typename Request, typename Response>
  using Method = grpc::Status (v1::PlacementService::Stub::*)(grpc::ClientContext*, const Request&, Response*);

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(Method<Request, Response> method, const Request& request) const;

  absl::Duration timeout_;
  std::unique_ptr<v1::PlacementService::Stub> stub_;
};

}  // namespace berth
