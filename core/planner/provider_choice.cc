#include "core/planner/provider_choice.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/replicate/node_fit.h"
#include "core/replicate/placement.h"
#include "core/replicate/pod.h"

namespace berth {
namespace {

int PreferenceOf(const ProviderCandidate& candidate) {
  return candidate.offer == nullptr ? std::numeric_limits<int>::max() : candidate.offer->preference();
}

void CheckNodes(const Deployable& deployable, const CatalogIndex& catalog, ProviderCandidate& candidate) {
  const v1::ProviderPolicy& policy = *candidate.policy;
  if (ClassOf(deployable, policy) == PodClass::kProcedure) {
    *candidate.findings.Add() =
        MakeFinding(v1::REASON_NODE_SHAPE_UNKNOWN, v1::SEVERITY_INFO, policy.procedures().node_pool(),
                    absl::StrCat("the catalog knows no nodes of `", policy.procedures().node_pool(), "`"));
    return;
  }
  candidate.fit = FitPod(PodRequests(deployable, catalog.replicate().director()), deployable.unit->name(), policy,
                         candidate.findings);
}

void ExplainNotChosen(const ProviderCandidate& chosen, bool asked, ProviderCandidate& candidate) {
  if (asked) {
    candidate.passed_over =
        MakeFinding(v1::REASON_OTHER_PROVIDER_REQUESTED, v1::SEVERITY_INFO, chosen.policy->display_name(),
                    absl::StrCat("the caller asks for ", chosen.policy->display_name()));
  } else if (!HasObstacle(candidate.findings)) {
    candidate.passed_over =
        MakeFinding(v1::REASON_LESS_PREFERRED, v1::SEVERITY_INFO, chosen.policy->display_name(),
                    absl::StrCat(chosen.policy->display_name(), " is preferred for the compute unit"));
  }
}

}  // namespace

ProviderCandidate Consider(const Deployable& deployable, const v1::ProviderPolicy& policy, const Findings& hardware,
                           const CatalogIndex& catalog) {
  ProviderCandidate candidate;
  candidate.policy = &policy;
  candidate.findings = hardware;
  candidate.offer = catalog.FindOffer(policy.provider(), deployable.unit->name());
  if (candidate.offer == nullptr) {
    *candidate.findings.Add() =
        MakeFinding(v1::REASON_COMPUTE_UNIT_NOT_OFFERED, v1::SEVERITY_OBSTACLE, deployable.unit->name(),
                    absl::StrCat(policy.display_name(), " does not take `", deployable.unit->name(), "`"));
    return candidate;
  }
  CheckNodes(deployable, catalog, candidate);
  AddPlacementDiagnostics(deployable, policy, candidate.findings);
  return candidate;
}

ProviderChoice ChooseProvider(const Deployable& deployable, v1::Provider asked, const Findings& hardware,
                              const CatalogIndex& catalog) {
  ProviderChoice choice;
  std::vector<ProviderCandidate>& candidates = choice.candidates;
  for (const v1::Provider provider : catalog.Providers()) {
    candidates.push_back(Consider(deployable, *catalog.FindProvider(provider), hardware, catalog));
  }
  const auto rank = [asked](const ProviderCandidate& candidate) {
    return std::make_tuple(candidate.policy->provider() != asked, HasObstacle(candidate.findings),
                           PreferenceOf(candidate));
  };
  const auto best =
      std::min_element(candidates.begin(), candidates.end(),
                       [&](const ProviderCandidate& a, const ProviderCandidate& b) { return rank(a) < rank(b); });
  std::rotate(candidates.begin(), best, best + 1);
  for (size_t i = 1; i < candidates.size(); ++i) {
    ExplainNotChosen(candidates.front(), asked != v1::PROVIDER_UNSPECIFIED, candidates[i]);
  }
  return choice;
}

}  // namespace berth
