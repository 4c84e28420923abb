// The table of everything that the server answers: which generated method
// arrives at which handler. The one place that knows both.
#pragma once

#include "berth/v1/placement_service.grpc.pb.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "grpc/reflection/v1alpha/reflection.grpc.pb.h"
#include "server/health/health_state.h"
#include "server/reflection/reflection_index.h"
#include "server/rpc/placement_handlers.h"
#include "server/transport/transport.h"

namespace berth {

inline constexpr char kPlacementService[] = "berth.v1.PlacementService";

// Every method raw: we parse ourselves, because what generated parsing refuses ends as INTERNAL without a word.
class RawServices {
 public:
  using Placement = v1::PlacementService;
  using RawPlacement = Placement::WithRawMethod_PlanPlacement<Placement::WithRawMethod_ResolveHardware<
      Placement::WithRawMethod_CheckAccess<Placement::WithRawMethod_BatchPlanPlacement<
          Placement::WithRawMethod_StreamPlanPlacement<Placement::WithRawMethod_BatchCheckAccess<
              Placement::WithRawMethod_ListHardware<Placement::WithRawMethod_GetCatalogInfo<Placement::Service>>>>>>>>;
  using Health = grpc::health::v1::Health;
  using RawHealth = Health::WithRawMethod_Check<Health::WithRawMethod_Watch<Health::Service>>;
  using Reflection = grpc::reflection::v1::ServerReflection;
  using RawReflection = Reflection::WithRawMethod_ServerReflectionInfo<Reflection::Service>;
  using ReflectionAlpha = grpc::reflection::v1alpha::ServerReflection;
  using RawReflectionAlpha = ReflectionAlpha::WithRawMethod_ServerReflectionInfo<ReflectionAlpha::Service>;

  RawPlacement placement;
  RawHealth health;
  RawReflection reflection;
  RawReflectionAlpha reflection_alpha;
};

// All that the server answers; reflection only if there is an index. The arguments must outlive the table's use, and
// need not be constructed before.
Methods AllMethods(RawServices& services, const PlacementHandlers& handlers, const HealthState& health,
                   const ReflectionIndex* reflection);

}  // namespace berth
