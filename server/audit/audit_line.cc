#include "server/audit/audit_line.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "nlohmann/json.hpp"

namespace berth {
namespace {

using Json = nlohmann::ordered_json;

void Add(Json& line, const char* name, absl::string_view value) {
  if (!value.empty()) line[name] = std::string(value);
}

// The value of an enum as people write it: `OUTCOME_FEASIBLE` is `feasible`.
std::string Short(absl::string_view name, absl::string_view prefix) {
  return absl::AsciiStrToLower(absl::StripPrefix(name, prefix));
}

Json Begin(absl::Time time, const DecisionOrigin& origin, const char* decision) {
  Json line = {{"time", absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone())}, {"about", decision}};
  Add(line, "method", origin.method);
  Add(line, "caller", origin.call.caller);
  Add(line, "traceparent", origin.call.trace_parent);
  return line;
}

std::string End(const Json& line) {
  return line.dump(-1, ' ', /*ensure_ascii=*/true, nlohmann::json::error_handler_t::replace);
}

void AddReplicate(const v1::ReplicateWorkload& workload, const v1::PlanPlacementResponse& response, Json& line) {
  line["platform"] = "replicate";
  line["kind"] = Short(v1::DeployableKind_Name(workload.kind()), "DEPLOYABLE_KIND_");
  Add(line, "workload", response.workload().key());
}

void AddWorkersAi(const v1::WorkersAiWorkload& workload, Json& line) {
  line["platform"] = "workers_ai";
  Add(line, "workload", workload.model_id());
}

// Where it runs, and on what.
void AddPlacement(const v1::PlanPlacementResponse& response, Json& line) {
  if (response.has_kubernetes()) {
    line["provider"] = Short(v1::Provider_Name(response.kubernetes().provider()), "PROVIDER_");
  }
  if (response.has_cloudchamber()) line["path"] = "internal";
  if (response.has_external_model()) line["path"] = "external";
  Add(line, "hardware", response.hardware().sku());
  if (const v1::WorkersAiHardware& hardware = response.workers_ai(); hardware.gpu_count() > 0) {
    line["hardware"] = absl::StrCat(hardware.gpu_count(), "x ", hardware.gpu_type());
  }
}

void AddReplicate(const v1::ReplicateAccessResource& resource, Json& line) {
  line["platform"] = "replicate";
  Add(line, "resource", resource.deployable());
  line["policy"] = resource.has_policy() ? "request" : "catalog";
}

void AddWorkersAi(const v1::WorkersAiAccessResource& resource, Json& line) {
  line["platform"] = "workers_ai";
  Add(line, "resource", resource.model_id());
  line["policy"] = resource.has_policy() ? "request" : "catalog";
}

}  // namespace

std::string PlanLine(absl::Time time, const DecisionOrigin& origin, const v1::PlanPlacementRequest& request,
                     const v1::PlanPlacementResponse& response) {
  Json line = Begin(time, origin, "plan");
  if (request.has_replicate()) AddReplicate(request.replicate(), response, line);
  if (request.has_workers_ai()) AddWorkersAi(request.workers_ai(), line);
  line["outcome"] = Short(v1::Outcome_Name(response.outcome()), "OUTCOME_");
  AddPlacement(response, line);
  for (const v1::Finding& obstacle : response.obstacles()) {
    line["obstacles"].push_back(Short(v1::Reason_Name(obstacle.reason()), "REASON_"));
  }
  Add(line, "catalog_revision", response.catalog_revision());
  Add(line, "fingerprint", response.fingerprint());
  return End(line);
}

std::string AccessLine(absl::Time time, const DecisionOrigin& origin, const v1::CheckAccessRequest& request,
                       const v1::CheckAccessResponse& response) {
  Json line = Begin(time, origin, "access");
  Add(line, "account", request.caller_account());
  if (request.has_replicate()) AddReplicate(request.replicate(), line);
  if (request.has_workers_ai()) AddWorkersAi(request.workers_ai(), line);
  line["decision"] = Short(v1::AccessDecision_Name(response.decision()), "ACCESS_DECISION_");
  line["reason"] = Short(v1::AccessReason_Name(response.reason()), "ACCESS_REASON_");
  Add(line, "catalog_revision", response.catalog_revision());
  return End(line);
}

}  // namespace berth
