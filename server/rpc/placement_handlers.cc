#include "server/rpc/placement_handlers.h"

#include <memory>

#include "absl/strings/string_view.h"
#include "berth/v1/placement_service.pb.h"
#include "core/access/check_access.h"
#include "core/hardware/resolve_hardware.h"
#include "core/planner/catalog_info.h"
#include "core/planner/planner.h"
#include "core/wire/wire.h"

namespace berth {
namespace {

// Decodes the request, has `compute(catalog, request, response)` fill the response, and answers it.
template <class Request, class Response, class Compute>
PlacementHandlers::Answer Handle(const CatalogHolder& holder, Call& call, Compute compute) {
  auto& request = *google::protobuf::Arena::CreateMessage<Request>(&call.arena);
  if (absl::Status status = DecodeRequest(call.request, request); !status.ok()) return status;
  auto& response = *google::protobuf::Arena::CreateMessage<Response>(&call.arena);
  const std::shared_ptr<const CatalogIndex> catalog = holder.Snapshot();
  if (absl::Status status = compute(*catalog, request, response); !status.ok()) return status;
  return &response;
}

// Batches come as bytes: each entry is decoded on its own, so that a bad one spoils no other.
template <class Response, class Compute>
PlacementHandlers::Answer HandleBatch(const CatalogHolder& holder, Call& call, const BatchLimits& limits,
                                      Compute compute) {
  auto& response = *google::protobuf::Arena::CreateMessage<Response>(&call.arena);
  const std::shared_ptr<const CatalogIndex> catalog = holder.Snapshot();
  if (absl::Status status = compute(*catalog, call.request, limits, response); !status.ok()) return status;
  return &response;
}

}  // namespace

PlacementHandlers::Answer PlacementHandlers::PlanPlacement(Call& call) const {
  return Handle<v1::PlanPlacementRequest, v1::PlanPlacementResponse>(catalog_, call, &berth::PlanPlacement);
}

PlacementHandlers::Answer PlacementHandlers::ResolveHardware(Call& call) const {
  return Handle<v1::ResolveHardwareRequest, v1::ResolveHardwareResponse>(catalog_, call, &berth::ResolveHardware);
}

PlacementHandlers::Answer PlacementHandlers::ListHardware(Call& call) const {
  return Handle<v1::ListHardwareRequest, v1::ListHardwareResponse>(catalog_, call, &berth::ListHardware);
}

PlacementHandlers::Answer PlacementHandlers::GetCatalogInfo(Call& call) const {
  const auto compute = [this](const CatalogIndex& catalog, const v1::GetCatalogInfoRequest&,
                              v1::GetCatalogInfoResponse& response) {
    berth::GetCatalogInfo(catalog, build_version_, response);
    return absl::OkStatus();
  };
  return Handle<v1::GetCatalogInfoRequest, v1::GetCatalogInfoResponse>(catalog_, call, compute);
}

PlacementHandlers::Answer PlacementHandlers::CheckAccess(Call& call) const {
  return Handle<v1::CheckAccessRequest, v1::CheckAccessResponse>(catalog_, call, &berth::CheckAccess);
}

PlacementHandlers::Answer PlacementHandlers::BatchPlanPlacement(Call& call) const {
  return HandleBatch<v1::BatchPlanPlacementResponse>(catalog_, call, limits_, &berth::BatchPlanPlacement);
}

PlacementHandlers::Answer PlacementHandlers::BatchCheckAccess(Call& call) const {
  return HandleBatch<v1::BatchCheckAccessResponse>(catalog_, call, limits_, &berth::BatchCheckAccess);
}

absl::Status PlacementHandlers::StartPlanStream(absl::string_view request, PlanStream& stream) const {
  return stream.Start(catalog_.Snapshot(), std::string(request), limits_);
}

}  // namespace berth
