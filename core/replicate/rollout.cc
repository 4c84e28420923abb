#include "core/replicate/rollout.h"

namespace berth {
namespace {

const v1::RolloutStrategy* OfClass(PodClass pod_class, const v1::RolloutStrategies& rollouts) {
  switch (pod_class) {
    case PodClass::kGpu:
      return rollouts.has_gpu() ? &rollouts.gpu() : nullptr;
    case PodClass::kCpuModel:
      return rollouts.has_cpu_model() ? &rollouts.cpu_model() : nullptr;
    case PodClass::kProcedure:
      return rollouts.has_procedure() ? &rollouts.procedure() : nullptr;
  }
  return nullptr;
}

}  // namespace

const v1::RolloutStrategy* FindRollout(PodClass pod_class, const std::optional<v1::NodeFit>& fit,
                                       const v1::RolloutStrategies& rollouts, DecisionTrace& trace) {
  if (rollouts.has_whole_node() && fit.has_value() && fit->pods_per_node() == 1) {
    trace.Add("pod.rollout.whole-node", "rollout", rollouts.whole_node().type(), ": a node holds one such pod");
    return &rollouts.whole_node();
  }
  const v1::RolloutStrategy* rollout = OfClass(pod_class, rollouts);
  if (rollout != nullptr) trace.Add("pod.rollout.class", "rollout", rollout->type());
  return rollout;
}

void WriteRollout(const v1::RolloutStrategy& rollout, v1::DeploymentStrategy& strategy) {
  strategy.set_type(rollout.type());
  if (rollout.has_max_surge()) strategy.mutable_rolling_update()->set_max_surge(rollout.max_surge());
  if (rollout.has_max_unavailable()) strategy.mutable_rolling_update()->set_max_unavailable(rollout.max_unavailable());
}

}  // namespace berth
