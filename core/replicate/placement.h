// Where a pod runs: one building block per Kubernetes mechanism, each driven by
// the provider's policy in the catalog. Nothing here knows which provider it
// serves.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "berth/v1/kubernetes.pb.h"
#include "core/catalog/catalog_index.h"
#include "core/findings/findings.h"
#include "core/replicate/deployable.h"
#include "core/rules/decision_trace.h"

namespace berth {

// What a provider's policy asks about a pod.
enum class PodClass {
  kGpu,
  kCpuModel,
  // Only where the provider has nodes for procedures; elsewhere a procedure is a CPU model.
  kProcedure,
};

PodClass ClassOf(const Deployable& deployable, const v1::ProviderPolicy& policy);

// Whether the pod prefers nodes with like pods. Only such pods carry the labels of bin-packing that nothing else needs:
// no preferred term may select a pod of another class.
bool IsBinPacked(const Deployable& deployable, const v1::ProviderPolicy& policy);

// Fills scheduler, priority class, affinities, tolerations and spread.
void PlacePod(const Deployable& deployable, const v1::ProviderPolicy& policy, const v1::ProviderOffer* offer,
              const v1::ReplicateSettings& settings, DecisionTrace& trace, v1::PodSpec& pod);

// What is worth knowing about the pod's placement at this provider.
void AddPlacementDiagnostics(const Deployable& deployable, const v1::ProviderPolicy& policy, Findings& findings);

// Value of the grace period label.
absl::string_view GracePeriodLabel(bool extended);

}  // namespace berth
