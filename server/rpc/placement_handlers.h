// The handlers of berth.v1.PlacementService: decode, ask core, answer. No rule
// and no transport in here. Thread-safe; every call works on one snapshot of the
// catalog from beginning to end. Tells observers what was decided.
#pragma once

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/batch/batch.h"
#include "google/protobuf/message.h"
#include "server/catalog/catalog_holder.h"
#include "server/rpc/decision_observer.h"
#include "server/transport/handler.h"

namespace berth {

class PlacementHandlers {
 public:
  // `catalog` and `observer`, which may be null, must outlive the handlers.
  PlacementHandlers(const CatalogHolder& catalog, std::string build_version, const BatchLimits& limits = {},
                    DecisionObserver* observer = nullptr)
      : catalog_(catalog), build_version_(std::move(build_version)), limits_(limits), observer_(observer) {}

  using Answer = absl::StatusOr<const google::protobuf::Message*>;

  Answer PlanPlacement(Call& call) const;
  Answer ResolveHardware(Call& call) const;
  Answer CheckAccess(Call& call) const;
  Answer BatchPlanPlacement(Call& call) const;
  Answer BatchCheckAccess(Call& call) const;
  Answer ListHardware(Call& call) const;
  Answer GetCatalogInfo(Call& call) const;

  // Starts answering a StreamPlanPlacementRequest on a snapshot of the catalog.
  absl::Status StartPlanStream(const CallOrigin& origin, absl::string_view request, PlanStream& stream) const;
  // The stream's next answer; false at the end.
  bool NextPlan(const CallOrigin& origin, PlanStream& stream, v1::StreamPlanPlacementResponse& response) const;

 private:
  template <class Request, class Response, class Compute>
  Answer Handle(Call& call, absl::string_view method, Compute compute) const;
  template <class Response, class Compute>
  Answer HandleBatch(Call& call, absl::string_view method, Compute compute) const;
  void TellRefusal(const DecisionOrigin& origin, const absl::Status& status) const;

  const CatalogHolder& catalog_;
  const std::string build_version_;
  const BatchLimits limits_;
  DecisionObserver* const observer_;
};

}  // namespace berth
