#include "server/rpc/placement_handlers.h"

#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "berth/v1/placement_service.pb.h"
#include "core/access/check_access.h"
#include "core/errors/error_report.h"
#include "core/hardware/resolve_hardware.h"
#include "core/planner/catalog_info.h"
#include "core/planner/planner.h"
#include "core/wire/wire.h"

namespace berth {
namespace {

// What observers learn from an answer: only plans and access decisions are told.
void Tell(DecisionObserver& observer, const DecisionOrigin& origin, const v1::PlanPlacementRequest& request,
          const v1::PlanPlacementResponse& response) {
  observer.OnPlan(origin, request, response);
}

void Tell(DecisionObserver& observer, const DecisionOrigin& origin, const v1::CheckAccessRequest& request,
          const v1::CheckAccessResponse& response) {
  observer.OnAccess(origin, request, response);
}

void Tell(DecisionObserver&, const DecisionOrigin&, const google::protobuf::Message&,
          const google::protobuf::Message&) {}

constexpr absl::string_view kStreamPlanPlacement = "StreamPlanPlacement";

absl::string_view FingerprintOf(const v1::PlanPlacementResponse& response) { return response.fingerprint(); }
absl::string_view FingerprintOf(const google::protobuf::Message&) { return {}; }

// Tells whoever wants to know the entries of a batch, and calls `after_each`.
class EntryTeller final : public BatchVisitor {
 public:
  EntryTeller(DecisionObserver* observer, DecisionOrigin origin, absl::FunctionRef<void()> after_each)
      : observer_(observer), origin_(origin), after_each_(after_each) {}

  void OnPlan(const v1::PlanPlacementRequest& request, const v1::BatchPlanPlacementResult& result) override {
    if (observer_ != nullptr && result.has_error()) observer_->OnRefusal(origin_, result.error());
    if (observer_ != nullptr && result.has_plan()) observer_->OnPlan(origin_, request, result.plan());
    after_each_();
  }

  void OnAccess(const v1::CheckAccessRequest& request, const v1::BatchCheckAccessResult& result) override {
    if (observer_ != nullptr && result.has_error()) observer_->OnRefusal(origin_, result.error());
    if (observer_ != nullptr && result.has_access()) observer_->OnAccess(origin_, request, result.access());
    after_each_();
  }

 private:
  DecisionObserver* const observer_;
  const DecisionOrigin origin_;
  const absl::FunctionRef<void()> after_each_;
};

}  // namespace

void PlacementHandlers::TellRefusal(const DecisionOrigin& origin, const absl::Status& status) const {
  if (observer_ == nullptr) return;
  if (const auto report = ErrorReportOf(status); report.has_value()) observer_->OnRefusal(origin, *report);
}

// Decodes the request, has `compute(catalog, request, response)` fill the response, and answers it.
template <class Request, class Response, class Compute>
PlacementHandlers::Answer PlacementHandlers::Handle(Call& call, absl::string_view method, Compute compute) const {
  const DecisionOrigin origin = {call.origin, method};
  auto& request = *google::protobuf::Arena::CreateMessage<Request>(&call.arena);
  auto& response = *google::protobuf::Arena::CreateMessage<Response>(&call.arena);
  absl::Status status = DecodeRequest(call.request, request);
  if (status.ok()) status = JoinFaults(CheckStrict(request), compute(*catalog_.Snapshot(), request, response));
  if (!status.ok()) {
    TellRefusal(origin, status);
    return status;
  }
  call.catalog_revision = response.catalog_revision();
  call.fingerprint = FingerprintOf(response);
  if (observer_ != nullptr) Tell(*observer_, origin, request, response);
  return &response;
}

// Batches come as bytes: each entry is decoded on its own, so that a bad one spoils no other.
template <class Response, class Compute>
PlacementHandlers::Answer PlacementHandlers::HandleBatch(Call& call, absl::string_view method, Compute compute) const {
  const DecisionOrigin origin = {call.origin, method};
  EntryTeller entries(observer_, origin, call.breathe);
  auto& response = *google::protobuf::Arena::CreateMessage<Response>(&call.arena);
  absl::Status status = compute(*catalog_.Snapshot(), call.request, limits_, response, &entries);
  if (!status.ok()) {
    TellRefusal(origin, status);
    return status;
  }
  call.catalog_revision = response.catalog_revision();
  return &response;
}

PlacementHandlers::Answer PlacementHandlers::PlanPlacement(Call& call) const {
  return Handle<v1::PlanPlacementRequest, v1::PlanPlacementResponse>(call, "PlanPlacement", &berth::PlanPlacement);
}

PlacementHandlers::Answer PlacementHandlers::ResolveHardware(Call& call) const {
  return Handle<v1::ResolveHardwareRequest, v1::ResolveHardwareResponse>(call, "ResolveHardware",
                                                                         &berth::ResolveHardware);
}

PlacementHandlers::Answer PlacementHandlers::ListHardware(Call& call) const {
  return Handle<v1::ListHardwareRequest, v1::ListHardwareResponse>(call, "ListHardware", &berth::ListHardware);
}

PlacementHandlers::Answer PlacementHandlers::GetCatalogInfo(Call& call) const {
  const auto compute = [this](const CatalogIndex& catalog, const v1::GetCatalogInfoRequest&,
                              v1::GetCatalogInfoResponse& response) {
    berth::GetCatalogInfo(catalog, build_version_, response);
    return absl::OkStatus();
  };
  return Handle<v1::GetCatalogInfoRequest, v1::GetCatalogInfoResponse>(call, "GetCatalogInfo", compute);
}

PlacementHandlers::Answer PlacementHandlers::CheckAccess(Call& call) const {
  return Handle<v1::CheckAccessRequest, v1::CheckAccessResponse>(call, "CheckAccess", &berth::CheckAccess);
}

PlacementHandlers::Answer PlacementHandlers::BatchPlanPlacement(Call& call) const {
  return HandleBatch<v1::BatchPlanPlacementResponse>(call, "BatchPlanPlacement", &berth::BatchPlanPlacement);
}

PlacementHandlers::Answer PlacementHandlers::BatchCheckAccess(Call& call) const {
  return HandleBatch<v1::BatchCheckAccessResponse>(call, "BatchCheckAccess", &berth::BatchCheckAccess);
}

absl::Status PlacementHandlers::StartPlanStream(const CallOrigin& origin, absl::string_view request,
                                                PlanStream& stream) const {
  absl::Status status = stream.Start(catalog_.Snapshot(), std::string(request), limits_);
  if (!status.ok()) TellRefusal({origin, kStreamPlanPlacement}, status);
  return status;
}

bool PlacementHandlers::NextPlan(const CallOrigin& origin, PlanStream& stream,
                                 v1::StreamPlanPlacementResponse& response) const {
  const auto nothing = [] {};
  EntryTeller entries(observer_, {origin, kStreamPlanPlacement}, nothing);
  return stream.Next(response, &entries);
}

}  // namespace berth
