#include "tests/core/replicate/deployables.h"

#include "absl/strings/str_cat.h"

namespace berth {
namespace {

std::string WithImage(absl::string_view config) {
  return absl::StrCat("{ docker_image: 'acme/model:1' ", config, " }");
}

}  // namespace

v1::ReplicateWorkload VersionWorkload(absl::string_view config) {
  return FromText<v1::ReplicateWorkload>(
      absl::StrCat("kind: DEPLOYABLE_KIND_VERSION_PREDICTION version { id: 'v' docker_image_id: '", kImageId,
                   "' prediction_config ", WithImage(config), "}"));
}

v1::ReplicateWorkload ProcedureWorkload(absl::string_view config) {
  return FromText<v1::ReplicateWorkload>(absl::StrCat("kind: DEPLOYABLE_KIND_FUNCTION_PREDICTION deployment { id: '",
                                                      kUuid, "' used_by_model: true }", "procedure { id: '", kUuid,
                                                      "' config ", WithImage(config), "}"));
}

v1::ReplicateWorkload DeploymentWorkload(absl::string_view config) {
  return FromText<v1::ReplicateWorkload>(absl::StrCat("kind: DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION deployment { id: '",
                                                      kUuid, "' config ", WithImage(config), "}"));
}

Deployable Resolved(const v1::ReplicateWorkload& workload, const CatalogIndex& catalog) {
  DecisionTrace trace(nullptr);
  Violations violations;
  Deployable deployable = ResolveDeployable(workload, catalog, trace, violations);
  if (!violations.empty()) throw std::invalid_argument(violations.ToStatus().ToString());
  return deployable;
}

}  // namespace berth
