#include "core/workers_ai/colos.h"

#include <algorithm>
#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "core/names/nearest_names.h"

namespace berth {
namespace {

std::string NotIn(absl::string_view what, absl::string_view actual, absl::string_view wanted) {
  return absl::StrCat("is in ", what, " ", actual, ", not in ", wanted);
}

// Why a colo does not satisfy the tiers and regions; empty if it does.
std::string Contradiction(const v1::WorkersAiColo& colo, const ColoConstraints& constraints) {
  std::vector<std::string> reasons;
  if (!constraints.regions.empty() && !absl::c_linear_search(constraints.regions, colo.region())) {
    reasons.push_back(NotIn("region", colo.region(), absl::StrJoin(constraints.regions, ", ")));
  }
  if (!constraints.tiers.empty() && !absl::c_linear_search(constraints.tiers, colo.tier())) {
    reasons.push_back(NotIn("tier", absl::StrCat(colo.tier()), absl::StrJoin(constraints.tiers, ", ")));
  }
  return absl::StrJoin(reasons, " and ");
}

const v1::WorkersAiColo* FindColo(const v1::WorkersAiSettings& settings, absl::string_view pop) {
  for (const v1::WorkersAiColo& colo : settings.colos()) {
    if (colo.pop() == pop) return &colo;
  }
  return nullptr;
}

void NameContradictions(const ColoConstraints& constraints, const v1::WorkersAiSettings& settings,
                        v1::Severity severity, Findings& findings) {
  for (const std::string& pop : constraints.pops) {
    const v1::WorkersAiColo* colo = FindColo(settings, pop);
    const std::string reason = colo == nullptr ? "is no colo of the catalog" : Contradiction(*colo, constraints);
    if (reason.empty()) continue;
    *findings.Add() =
        MakeFinding(v1::REASON_NO_COLO_SATISFIES, severity, pop, absl::StrCat("`", Shortened(pop), "` ", reason));
  }
}

// Nothing unless the workload is in tiger mode and pinned by it.
std::optional<int> TigerTier(const v1::WorkersAiWorkload& workload, const GpuAllocation& gpus,
                             const ColoConstraints& own, const v1::WorkersAiSettings& settings) {
  const bool single_gpu = gpus.count == 1 && !gpus.clamped;
  if (!workload.tiger_mode() || !single_gpu || !own.empty()) return std::nullopt;
  return settings.tiger_mode_tier();
}

}  // namespace

std::vector<const v1::WorkersAiColo*> MatchColos(const ColoConstraints& constraints,
                                                 const v1::WorkersAiSettings& settings, Findings& findings) {
  std::vector<const v1::WorkersAiColo*> colos;
  for (const v1::WorkersAiColo& colo : settings.colos()) {
    const bool pinned = constraints.pops.empty() || absl::c_linear_search(constraints.pops, colo.pop());
    if (pinned && Contradiction(colo, constraints).empty()) colos.push_back(&colo);
  }
  std::sort(colos.begin(), colos.end(), [](const auto* a, const auto* b) { return a->pop() < b->pop(); });
  NameContradictions(constraints, settings, colos.empty() ? v1::SEVERITY_OBSTACLE : v1::SEVERITY_WARNING, findings);
  if (colos.empty() && constraints.pops.empty()) {
    *findings.Add() = MakeFinding(v1::REASON_NO_COLO_SATISFIES, v1::SEVERITY_OBSTACLE, "constraints",
                                  absl::StrCat("no colo is in region [", absl::StrJoin(constraints.regions, ", "),
                                               "] and in tier [", absl::StrJoin(constraints.tiers, ", "), "]"));
  }
  return colos;
}

ColoPlacement PlaceInColos(const v1::WorkersAiWorkload& workload, const GpuAllocation& gpus, const ColoConstraints& own,
                           const v1::WorkersAiSettings& settings) {
  ColoPlacement placement;
  placement.constraints = own;
  placement.tiger_tier = TigerTier(workload, gpus, own, settings);
  if (placement.tiger_tier.has_value()) placement.constraints.tiers = {*placement.tiger_tier};
  if (!settings.colos().empty()) placement.colos = MatchColos(placement.constraints, settings, placement.findings);
  return placement;
}

}  // namespace berth
