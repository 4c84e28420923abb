#include "tests/core/planner/plans.h"

#include "absl/strings/str_cat.h"
#include "core/planner/planner.h"

namespace berth {
namespace {

constexpr absl::string_view kUuid = "3f2b8c1e9a474d6f8b125c7e90a1d2f4";

std::string Config(absl::string_view sku) {
  return absl::StrCat("{ hardware: '", sku, "' docker_image: 'acme/model:1' min_instances: 1 }");
}

v1::PlanPlacementRequest Request(absl::string_view workload, absl::string_view rest) {
  return FromText<v1::PlanPlacementRequest>(absl::StrCat("replicate { ", workload, " ", rest, " }"));
}

}  // namespace

v1::PlanPlacementRequest VersionRequest(absl::string_view sku, absl::string_view rest) {
  return Request(absl::StrCat("kind: DEPLOYABLE_KIND_VERSION_PREDICTION version { id: 'v' docker_image_id: '",
                              std::string(64, 'a'), "' prediction_config ", Config(sku), " }"),
                 rest);
}

v1::PlanPlacementRequest DeploymentRequest(absl::string_view sku, absl::string_view rest) {
  return Request(absl::StrCat("kind: DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION deployment { id: '", kUuid, "' config ",
                              Config(sku), " }"),
                 rest);
}

v1::PlanPlacementRequest ProcedureRequest(absl::string_view rest) {
  return Request(absl::StrCat("kind: DEPLOYABLE_KIND_FUNCTION_PREDICTION deployment { id: '", kUuid,
                              "' used_by_model: true } procedure { id: '", kUuid, "' config ", Config("cpu"), " }"),
                 rest);
}

v1::PlanPlacementResponse Plan(const v1::PlanPlacementRequest& request, const CatalogIndex& catalog) {
  v1::PlanPlacementResponse response;
  const absl::Status status = PlanPlacement(catalog, request, response);
  if (!status.ok()) throw std::invalid_argument(status.ToString());
  return response;
}

}  // namespace berth
