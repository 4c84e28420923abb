// The handlers of berth.v1.PlacementService: decode, ask core, answer. No rule
// and no transport in here. Thread-safe; every call works on one snapshot of the
// catalog from beginning to end.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/batch/batch.h"
#include "google/protobuf/message.h"
#include "server/catalog/catalog_holder.h"
#include "server/transport/handler.h"

namespace berth {

class PlacementHandlers {
 public:
  // `catalog` must outlive the handlers.
  PlacementHandlers(const CatalogHolder& catalog, std::string build_version, const BatchLimits& limits = {})
      : catalog_(catalog), build_version_(std::move(build_version)), limits_(limits) {}

  using Answer = absl::StatusOr<const google::protobuf::Message*>;

  Answer PlanPlacement(Call& call) const;
  Answer ResolveHardware(Call& call) const;
  Answer CheckAccess(Call& call) const;
  Answer BatchPlanPlacement(Call& call) const;
  Answer BatchCheckAccess(Call& call) const;
  Answer ListHardware(Call& call) const;
  Answer GetCatalogInfo(Call& call) const;

  // Starts answering a StreamPlanPlacementRequest on a snapshot of the catalog.
  absl::Status StartPlanStream(absl::string_view request, PlanStream& stream) const;

 private:
  const CatalogHolder& catalog_;
  const std::string build_version_;
  const BatchLimits limits_;
};

}  // namespace berth
