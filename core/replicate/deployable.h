// What a Replicate workload is to the platform: its kind, key, queue, effective
// configuration and hardware.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "berth/v1/placement.pb.h"
#include "berth/v1/workload.pb.h"
#include "core/catalog/catalog_index.h"
#include "core/errors/error_report.h"
#include "core/findings/findings.h"
#include "core/rules/decision_trace.h"

namespace berth {

struct Deployable {
  v1::DeployableFacts facts;
  v1::DeployableConfig config;
  // Path of the configuration that the environment comes from.
  absl::string_view env_source;
  const v1::Sku* sku = nullptr;
  const v1::ComputeUnit* unit = nullptr;
  // What is worth knowing wherever it runs.
  Findings diagnostics;

  int units() const { return sku->compute_units_per_instance(); }
};

// Validates the workload and works out what it is. With violations the result is incomplete and of no use.
Deployable ResolveDeployable(const v1::ReplicateWorkload& workload, const CatalogIndex& catalog, DecisionTrace& trace,
                             Violations& violations);

// The kind as Replicate writes it, such as `version-prediction`.
absl::string_view KindName(v1::DeployableKind kind);

// What availability is asked for: deployments for deployment predictions, models for all others.
v1::Purpose PurposeOf(v1::DeployableKind kind);

}  // namespace berth
