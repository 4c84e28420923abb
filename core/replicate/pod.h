// The pod's own parts: containers, environment, resources and volumes. Where the
// pod runs is placement.h's business.
#pragma once

#include "berth/v1/kubernetes.pb.h"
#include "core/catalog/catalog_index.h"
#include "core/replicate/deployable.h"
#include "core/rules/decision_trace.h"

namespace berth {

// Requests of the whole pod: the model container's and the director's.
v1::Resources PodRequests(const Deployable& deployable, const v1::DirectorSettings& director);

// Whether predictions may take longer than the catalog's threshold.
bool HasExtendedGrace(const v1::DeployableConfig& config, const v1::GracePeriods& periods);

// Fills the containers, the volumes and the grace period.
void BuildPod(const Deployable& deployable, const v1::ReplicateSettings& settings, DecisionTrace& trace,
              v1::PodSpec& pod);

}  // namespace berth
