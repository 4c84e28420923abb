// Answers as tables and lines for people. Computes nothing: every number and
// every word comes from the answer.
#pragma once

#include <string>

#include "berth/v1/placement_service.pb.h"
#include "google/protobuf/descriptor.h"

namespace berth {

// What was decided, on one line each.
std::string RenderPlan(const v1::PlanPlacementResponse& plan);

// Every decision with its rule, and every candidate with its reasons and numbers. `exclusions` counts what was left
// out.
std::string RenderExplanation(const v1::Explanation& explanation,
                              const google::protobuf::RepeatedPtrField<v1::ReasonCount>& exclusions);

// Why a plan is infeasible, and what would do instead.
std::string RenderObstacles(const v1::PlanPlacementResponse& plan);

// One line each: `warning: NODE_SHAPE_UNKNOWN: …`.
std::string RenderDiagnostics(const google::protobuf::RepeatedPtrField<v1::Finding>& diagnostics);

std::string RenderResolution(const v1::ResolveHardwareResponse& resolution);
std::string RenderAccess(const v1::CheckAccessResponse& access);
std::string RenderHardwareList(const v1::ListHardwareResponse& list);
std::string RenderCatalogInfo(const v1::GetCatalogInfoResponse& info);

}  // namespace berth
