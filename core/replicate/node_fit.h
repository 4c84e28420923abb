// Whether a pod fits the nodes that a provider has, and how often.
#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "berth/v1/placement.pb.h"
#include "core/catalog/catalog_index.h"
#include "core/findings/findings.h"

namespace berth {

// The shape for the unit that holds most such pods; among equals the smaller node (GPUs, then memory), then by name. If
// none holds even one, `findings` gets an obstacle for each resource that is short on the shape that comes closest; if
// the catalog knows no shape for the unit, it gets a diagnostic.
std::optional<v1::NodeFit> FitPod(const v1::Resources& pod_requests, absl::string_view compute_unit,
                                  const v1::ProviderPolicy& policy, Findings& findings);

}  // namespace berth
