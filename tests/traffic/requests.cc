#include "tests/traffic/requests.h"

#include "absl/strings/str_cat.h"

namespace berth {
namespace {

template <class Request>
Request Batch(int plans) {
  static constexpr const char* kSkus[] = {"gpu-l40s", "gpu-h100", "gpu-a100-80g", "gpu-t4", "cpu"};
  Request batch;
  for (int i = 0; i < plans; ++i) {
    auto& entry = *batch.add_entries();
    entry.set_id(absl::StrCat(i));
    *entry.mutable_request() = ExplainedPlan(kSkus[static_cast<size_t>(i) % std::size(kSkus)]);
  }
  return batch;
}

}  // namespace

v1::PlanPlacementRequest ExplainedPlan(const std::string& sku) {
  v1::PlanPlacementRequest request;
  request.set_explain(true);
  auto& workload = *request.mutable_replicate();
  workload.set_kind(v1::DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION);
  workload.mutable_deployment()->set_id("7a6b5c4d-3e2f-4109-8877-665544332211");
  auto& config = *workload.mutable_deployment()->mutable_config();
  config.set_hardware(sku);
  config.set_docker_image("acme/reasoning:5");
  config.set_min_instances(1);
  config.set_max_instances(4);
  workload.mutable_version()->set_id("reasoning-5");
  return request;
}

v1::BatchPlanPlacementRequest ExplainedBatch(int plans) { return Batch<v1::BatchPlanPlacementRequest>(plans); }

v1::StreamPlanPlacementRequest ExplainedStream(int plans) { return Batch<v1::StreamPlanPlacementRequest>(plans); }

}  // namespace berth
