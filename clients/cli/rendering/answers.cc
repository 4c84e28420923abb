#include "clients/cli/rendering/answers.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "clients/cli/enum_words.h"
#include "clients/cli/rendering/text_table.h"
#include "clients/cli/rendering/wording.h"

namespace berth {
namespace {

using google::protobuf::RepeatedPtrField;

std::string YesNo(bool value) { return value ? "yes" : "no"; }

// Leaves out rows that have nothing to say.
std::string RenderFacts(std::vector<TextRow> rows) {
  rows.erase(std::remove_if(rows.begin(), rows.end(), [](const TextRow& row) { return row[1].empty(); }), rows.end());
  return RenderTable(rows);
}

std::string HardwareText(const v1::Hardware& hardware) {
  if (hardware.gpu_model().empty()) return hardware.sku();
  return absl::StrCat(hardware.sku(), " (", hardware.gpu_model(), ", ", GpuMemoryText(hardware), ")");
}

std::string WorkersAiHardwareText(const v1::WorkersAiHardware& hardware) {
  return absl::StrCat(hardware.gpu_count(), " × ", hardware.gpu_type(), ", ", hardware.gpu_memory_gb(), " GB asked");
}

std::string PathsText(const v1::WorkersAiHardware& hardware) {
  return absl::StrJoin(hardware.paths(), ", ", [](std::string* out, int path) {
    absl::StrAppend(out, EnumWord(static_cast<v1::WorkersAiPath>(path)));
  });
}

void AddWorkersAiFacts(const v1::PlanPlacementResponse& plan, std::vector<TextRow>& facts) {
  if (!plan.has_workers_ai()) return;
  for (const int path : plan.workers_ai().paths()) {
    facts.push_back({"capacity", EnumWord(static_cast<v1::WorkersAiPath>(path))});
  }
  facts.push_back({"application", plan.cloudchamber().application().name()});
  facts.push_back({"model resource", plan.external_model().model().metadata().name()});
  if (plan.cloudchamber().has_colos()) facts.push_back({"colos", absl::StrCat(plan.cloudchamber().colos())});
  if (!plan.cloudchamber().colo_pops().empty()) {
    facts.push_back({"PoPs", absl::StrJoin(plan.cloudchamber().colo_pops(), ", ")});
  }
  facts.push_back({"hardware", WorkersAiHardwareText(plan.workers_ai())});
}

std::string ProvidersText(const v1::Hardware& hardware) {
  return absl::StrJoin(hardware.providers(), ", ", [](std::string* out, int provider) {
    absl::StrAppend(out, EnumWord(static_cast<v1::Provider>(provider)));
  });
}

std::string AvailabilityText(const v1::Hardware& hardware) {
  if (!hardware.has_availability()) return "";
  std::vector<absl::string_view> purposes;
  if (hardware.availability().available_for_models()) purposes.emplace_back("models");
  if (hardware.availability().available_for_deployments()) purposes.emplace_back("deployments");
  return purposes.empty() ? "none" : absl::StrJoin(purposes, ", ");
}

std::string FitText(const v1::NodeFit& fit) {
  return absl::StrCat(fit.pods_per_node(), " on a node of ", fit.node_shape(), ", limited by ",
                      fit.limiting_resource());
}

// The reasons of one candidate below one another, its other columns filled in the first line only.
void AppendCandidate(const v1::Candidate& candidate, std::vector<TextRow>& rows) {
  std::string place;
  if (candidate.provider() != v1::PROVIDER_UNSPECIFIED) place = EnumWord(candidate.provider());
  if (candidate.path() != v1::WORKERS_AI_PATH_UNSPECIFIED) place = EnumWord(candidate.path());
  TextRow row = {candidate.chosen() ? "*" : "", candidate.hardware(), place};
  if (candidate.findings().empty()) rows.push_back(row);
  for (const v1::Finding& finding : candidate.findings()) {
    row.push_back(absl::StrCat(EnumWord(finding.severity()), ": ", FindingText(finding)));
    rows.push_back(row);
    row = {"", "", ""};
  }
}

std::string RenderAlternatives(const RepeatedPtrField<v1::Alternative>& alternatives) {
  std::vector<TextRow> rows = {{"SKU", "GPU", "MEMORY", "EXCESS", "USD/S", "SAME GPU", "PROVIDERS"}};
  for (const v1::Alternative& alternative : alternatives) {
    const v1::Hardware& hardware = alternative.hardware();
    const std::string excess =
        alternative.has_excess_gpu_memory_gb() ? absl::StrCat(alternative.excess_gpu_memory_gb(), " GB") : "";
    rows.push_back({hardware.sku(), hardware.gpu_model(), GpuMemoryText(hardware), excess, PriceText(hardware),
                    alternative.has_same_gpu() ? YesNo(alternative.same_gpu()) : "", ProvidersText(hardware)});
  }
  return RenderTable(rows, 2);
}

std::string RenderWorkersAiAlternatives(const RepeatedPtrField<v1::Alternative>& alternatives) {
  std::vector<TextRow> rows = {{"GPUS", "EXCESS", "SAME GPU", "DUAL GPU", "CAPACITY"}};
  for (const v1::Alternative& alternative : alternatives) {
    const v1::WorkersAiHardware& hardware = alternative.workers_ai();
    rows.push_back({absl::StrCat(hardware.gpu_count(), " × ", hardware.gpu_type()),
                    absl::StrCat(alternative.excess_gpu_memory_gb(), " GB"), YesNo(alternative.same_gpu()),
                    YesNo(hardware.config().dual_gpu()), PathsText(hardware)});
  }
  return RenderTable(rows, 2);
}

std::string RenderExclusions(const RepeatedPtrField<v1::ReasonCount>& exclusions) {
  if (exclusions.empty()) return "";
  std::vector<TextRow> rows;
  for (const v1::ReasonCount& count : exclusions)
    rows.push_back({absl::StrCat(count.count()), ShortName(count.reason())});
  return absl::StrCat("left out, by reason:\n", RenderTable(rows, 2));
}

std::string RenderHardware(const v1::Hardware& hardware) {
  std::string flags;
  if (hardware.has_availability() && hardware.availability().is_legacy()) flags = "legacy";
  if (hardware.has_availability() && hardware.availability().is_preview()) flags = "preview";
  return RenderFacts({
      {"sku", hardware.in_catalog() ? hardware.sku() : absl::StrCat(hardware.sku(), " (not in the catalog)")},
      {"also called", absl::StrJoin(hardware.aliases(), ", ")},
      {"compute unit", absl::StrCat(hardware.compute_units_per_instance(), " × ", hardware.compute_unit())},
      {"gpu", hardware.gpu_model()},
      {"gpu memory", GpuMemoryText(hardware)},
      {"limits", ResourcesText(hardware.limits())},
      {"requests", ResourcesText(hardware.requests())},
      {"director memory",
       hardware.has_director_memory_mib() ? absl::StrCat(hardware.director_memory_mib(), " MiB") : ""},
      {"usd per second", PriceText(hardware)},
      {"available for", AvailabilityText(hardware)},
      {"flags", flags},
      {"providers", ProvidersText(hardware)},
  });
}

std::string RenderWorkersAi(const v1::WorkersAiHardware& hardware) {
  return RenderFacts({
      {"workers ai gpu", absl::StrCat(hardware.gpu_count(), " × ", hardware.gpu_type())},
      {"gpu memory", absl::StrCat(hardware.gpu_memory_gb(), " GB")},
      {"cpu memory", absl::StrCat(hardware.cpu_memory_gb(), " GB")},
      {"paths", PathsText(hardware)},
  });
}

}  // namespace

std::string RenderAccess(const v1::CheckAccessResponse& access) {
  const v1::Tenancy& tenancy = access.tenancy();
  return RenderFacts({{"decision", EnumWord(access.decision())},
                      {"reason", ShortName(access.reason())},
                      {"http status", absl::StrCat(access.http_status())},
                      {"deciding entry", access.deciding_entry()},
                      {"isolation boundary", EnumWord(tenancy.isolation_boundary())},
                      {"pods shared", YesNo(tenancy.pods_shared_between_accounts())},
                      {"fairness", EnumWord(tenancy.fairness())},
                      {"catalog revision", access.catalog_revision()}});
}

std::string RenderPlan(const v1::PlanPlacementResponse& plan) {
  const v1::Deployment& deployment = plan.kubernetes().deployment();
  std::vector<TextRow> facts = {{"outcome", EnumWord(plan.outcome())}};
  if (plan.has_kubernetes()) {
    facts.push_back({"provider", EnumWord(plan.kubernetes().provider())});
    facts.push_back({"deployment", deployment.metadata().name()});
    facts.push_back({"replicas", deployment.has_spec() ? absl::StrCat(deployment.spec().replicas()) : ""});
    facts.push_back({"priority class", plan.kubernetes().priority_class()});
    facts.push_back({"pods per node", plan.kubernetes().has_node_fit() ? FitText(plan.kubernetes().node_fit()) : ""});
  }
  AddWorkersAiFacts(plan, facts);
  if (plan.has_hardware()) facts.push_back({"hardware", HardwareText(plan.hardware())});
  facts.push_back({"usd per second", plan.hardware().has_price() ? PriceText(plan.hardware()) : ""});
  if (plan.has_workload()) {
    facts.push_back({"kind", EnumWord(plan.workload().kind())});
    facts.push_back({"infrastructure", plan.workload().infrastructure()});
    facts.push_back({"configuration", plan.workload().config_source()});
  }
  facts.push_back({"queue", plan.routing().queue()});
  facts.push_back({"model id", plan.routing().model_id()});
  facts.push_back({"fingerprint", plan.fingerprint()});
  facts.push_back({"catalog revision", plan.catalog_revision()});
  return RenderFacts(std::move(facts));
}

std::string RenderExplanation(const v1::Explanation& explanation, const RepeatedPtrField<v1::ReasonCount>& exclusions) {
  std::string text;
  if (!explanation.decisions().empty()) {
    std::vector<TextRow> rows = {{"DECISION", "VALUE", "RULE"}};
    for (const v1::Decision& decision : explanation.decisions()) {
      rows.push_back({decision.subject(), decision.value(), decision.rule()});
    }
    absl::StrAppend(&text, RenderTable(rows), "\n");
  }
  std::vector<TextRow> rows = {{"", "CANDIDATE", "WHERE", "REASONS"}};
  for (const v1::Candidate& candidate : explanation.candidates()) AppendCandidate(candidate, rows);
  absl::StrAppend(&text, RenderTable(rows), explanation.candidates_size(), " of ", explanation.candidates_considered(),
                  " candidates shown, * chosen\n");
  return absl::StrCat(text, RenderExclusions(exclusions));
}

std::string RenderObstacles(const v1::PlanPlacementResponse& plan) {
  const std::string hardware =
      plan.has_workers_ai() ? WorkersAiHardwareText(plan.workers_ai()) : HardwareText(plan.hardware());
  std::string text = absl::StrCat("infeasible: ", hardware, "\n");
  for (const v1::Finding& obstacle : plan.obstacles())
    absl::StrAppend(&text, "  ", Visible(FindingText(obstacle)), "\n");
  if (plan.alternatives().empty()) return absl::StrCat(text, "no available hardware would do instead\n");
  return absl::StrCat(text, "would do instead, best first:\n",
                      plan.has_workers_ai() ? RenderWorkersAiAlternatives(plan.alternatives())
                                            : RenderAlternatives(plan.alternatives()));
}

std::string RenderDiagnostics(const RepeatedPtrField<v1::Finding>& diagnostics) {
  std::string text;
  for (const v1::Finding& finding : diagnostics) {
    absl::StrAppend(&text, EnumWord(finding.severity()), ": ", Visible(FindingText(finding)), "\n");
  }
  return text;
}

std::string RenderResolution(const v1::ResolveHardwareResponse& resolution) {
  std::string text;
  if (resolution.has_hardware()) absl::StrAppend(&text, RenderHardware(resolution.hardware()));
  if (resolution.has_workers_ai()) absl::StrAppend(&text, RenderWorkersAi(resolution.workers_ai()));
  if (!resolution.neighbours().empty()) {
    absl::StrAppend(&text, "nearest counts: ", absl::StrJoin(resolution.neighbours(), ", "), "\n");
  }
  if (!resolution.candidates().empty()) {
    absl::StrAppend(&text, "candidates, best first:\n", RenderAlternatives(resolution.candidates()));
  }
  if (resolution.has_explanation()) {
    return absl::StrCat(text, RenderExplanation(resolution.explanation(), resolution.exclusions()));
  }
  return absl::StrCat(text, RenderExclusions(resolution.exclusions()));
}

std::string RenderHardwareList(const v1::ListHardwareResponse& list) {
  std::vector<TextRow> rows = {{"SKU", "GPU", "MEMORY", "LIMITS", "USD/S", "AVAILABLE FOR", "PROVIDERS"}};
  for (const v1::Hardware& hardware : list.hardware()) {
    rows.push_back({hardware.sku(), hardware.gpu_model(), GpuMemoryText(hardware), ResourcesText(hardware.limits()),
                    PriceText(hardware), AvailabilityText(hardware), ProvidersText(hardware)});
  }
  return RenderTable(rows);
}

std::string RenderCatalogInfo(const v1::GetCatalogInfoResponse& info) {
  std::vector<TextRow> providers = {{"PROVIDER", "NAME", "ROLE", "NAMESPACE", "COMPUTE UNITS"}};
  for (const v1::ProviderInfo& provider : info.providers()) {
    providers.push_back({EnumWord(provider.provider()), provider.display_name(), provider.role(), provider.namespace_(),
                         absl::StrJoin(provider.compute_units(), ", ")});
  }
  std::vector<TextRow> rules = {{"RULE", "TEXT"}};
  for (const v1::RuleInfo& rule : info.rules()) rules.push_back({rule.id(), rule.text()});
  return absl::StrCat(RenderFacts({{"catalog revision", info.catalog_revision()},
                                   {"version", info.build_version()},
                                   {"compute units", absl::StrCat(info.compute_units())},
                                   {"skus", absl::StrCat(info.skus())}}),
                      "\n", RenderTable(providers), "\n", RenderTable(rules));
}

}  // namespace berth
