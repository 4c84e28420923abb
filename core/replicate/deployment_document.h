// The `apps/v1` Deployment of one deployable at one provider.
#pragma once

#include <optional>

#include "berth/v1/kubernetes.pb.h"
#include "core/catalog/catalog_index.h"
#include "core/replicate/deployable.h"
#include "core/rules/decision_trace.h"

namespace berth {

// The workload's replicas, else the configuration's `min_instances`, else 0.
int ReplicasOf(const v1::ReplicateWorkload& workload, const v1::DeployableConfig& config);

// Fills `document`, which must be empty. `fit` is how the pod fits the provider's nodes, if that is known. Depends on
// nothing but its arguments: two hotswap versions of one base give the same bytes.
void BuildDeployment(const Deployable& deployable, int replicas, const v1::ProviderPolicy& policy,
                     const std::optional<v1::NodeFit>& fit, const CatalogIndex& catalog, DecisionTrace& trace,
                     v1::Deployment& document);

}  // namespace berth
