// What the loads ask. Deterministic.
#pragma once

#include <string>
#include <vector>

#include "berth/v1/placement_service.pb.h"

namespace berth {

inline constexpr char kPlanMethod[] = "berth.v1.PlacementService/PlanPlacement";
inline constexpr char kBatchMethod[] = "berth.v1.PlacementService/BatchPlanPlacement";
inline constexpr char kStreamMethod[] = "berth.v1.PlacementService/StreamPlanPlacement";
inline constexpr char kHealthMethod[] = "grpc.health.v1.Health/Check";

// One plan on the SKU, explained.
v1::PlanPlacementRequest ExplainedPlan(const std::string& sku);

// So many plans on different SKUs in turn, explained: planning, not transport, is what such a call costs.
v1::BatchPlanPlacementRequest ExplainedBatch(int plans);
v1::StreamPlanPlacementRequest ExplainedStream(int plans);

}  // namespace berth
