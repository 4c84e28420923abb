#include "core/planner/planner.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "core/errors/error_report.h"
#include "core/hardware/request_options.h"
#include "core/planner/replicate_planner.h"
#include "core/planner/workers_ai_planner.h"
#include "core/wire/wire.h"

namespace berth {
namespace {

void CheckQuestion(const v1::PlanPlacementRequest& request, Violations& violations) {
  if (request.has_replicate() && request.has_workers_ai()) {
    violations.Add(v1::ERROR_REASON_CONFLICTING_FIELDS, "workers_ai", "excludes `replicate`");
  } else if (!request.has_replicate() && !request.has_workers_ai()) {
    violations.Add(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, "replicate",
                   "exactly one of `replicate` and `workers_ai` must be set");
  }
}

// Over what takes effect: the document and the routing data, but no explanation, diagnostic or revision.
std::string Fingerprint(const v1::PlanPlacementResponse& response) {
  std::string bytes = Encode(response.kubernetes().deployment());
  absl::StrAppend(&bytes, Encode(response.cloudchamber().application()));
  absl::StrAppend(&bytes, Encode(response.external_model().model()), Encode(response.routing()));
  return Sha256(bytes);
}

void ApplyView(v1::PlanView view, v1::PlanPlacementResponse& response) {
  if (view != v1::PLAN_VIEW_DECISION_ONLY) return;
  if (response.has_kubernetes()) response.mutable_kubernetes()->clear_deployment();
  if (response.has_cloudchamber()) response.mutable_cloudchamber()->clear_application();
  if (response.has_external_model()) response.mutable_external_model()->clear_model();
}

}  // namespace

absl::Status PlanPlacement(const CatalogIndex& catalog, const v1::PlanPlacementRequest& request,
                           v1::PlanPlacementResponse& response) {
  Violations violations;
  CheckQuestion(request, violations);
  const int max_candidates = MaxCandidates(request, violations);
  CheckRevision(catalog, request.expected_catalog_revision(), "expected_catalog_revision", violations);
  // Both, if both are there: then neither is answered, and each has its own faults.
  if (request.has_replicate()) PlanReplicate(catalog, request, max_candidates, violations, response);
  if (request.has_workers_ai()) PlanWorkersAi(catalog, request, max_candidates, violations, response);
  if (!violations.empty()) {
    response.Clear();
    return violations.ToStatus();
  }
  response.set_fingerprint(Fingerprint(response));
  response.set_catalog_revision(catalog.revision());
  ApplyView(request.view(), response);
  return absl::OkStatus();
}

}  // namespace berth
