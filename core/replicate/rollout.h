// How a Deployment replaces its pods. Kubernetes starts new pods before it stops
// old ones, which hangs where one pod takes the only node that there is for it.
#pragma once

#include <optional>

#include "berth/v1/kubernetes.pb.h"
#include "berth/v1/placement.pb.h"
#include "core/catalog/catalog_index.h"
#include "core/replicate/placement.h"
#include "core/rules/decision_trace.h"

namespace berth {

// The catalog's strategy for a pod of this class; null leaves it to Kubernetes. `fit` is how the pod fits the
// provider's nodes, as far as that is known.
const v1::RolloutStrategy* FindRollout(PodClass pod_class, const std::optional<v1::NodeFit>& fit,
                                       const v1::RolloutStrategies& rollouts, DecisionTrace& trace);

void WriteRollout(const v1::RolloutStrategy& rollout, v1::DeploymentStrategy& strategy);

}  // namespace berth
