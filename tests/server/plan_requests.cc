#include "tests/server/plan_requests.h"

namespace berth {

v1::PlanPlacementRequest FeasibleRequest() {
  v1::PlanPlacementRequest request;
  auto& workload = *request.mutable_replicate();
  workload.set_kind(v1::DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION);
  workload.mutable_deployment()->set_id("3f2b8c1e-9a47-4d6f-8b12-5c7e90a1d2f4");
  auto& config = *workload.mutable_deployment()->mutable_config();
  config.set_hardware("gpu-l40s");
  config.set_docker_image("acme/photo-restore:14");
  config.set_min_instances(1);
  config.set_max_instances(4);
  workload.mutable_version()->set_id("photo-restore-14");
  return request;
}

v1::PlanPlacementRequest InvalidRequest() {
  v1::PlanPlacementRequest request = FeasibleRequest();
  auto& config = *request.mutable_replicate()->mutable_deployment()->mutable_config();
  config.set_hardware("gpu-l40z");
  config.set_min_instances(-1);
  config.set_max_instances(1000);
  return request;
}

}  // namespace berth
