// Which provider takes a deployable, and what speaks against the others.
#pragma once

#include <optional>
#include <vector>

#include "berth/v1/placement.pb.h"
#include "core/catalog/catalog_index.h"
#include "core/findings/findings.h"
#include "core/replicate/deployable.h"

namespace berth {

struct ProviderCandidate {
  const v1::ProviderPolicy* policy = nullptr;
  // Null where the provider does not take the unit.
  const v1::ProviderOffer* offer = nullptr;
  std::optional<v1::NodeFit> fit;
  // What speaks against the provider, and what is worth knowing about it.
  Findings findings;
  // Why another one was chosen, where nothing else says so.
  std::optional<v1::Finding> passed_over;
};

// Whether the deployable's pod can run at the provider. `hardware` is what speaks against its hardware anywhere; it
// comes first among the candidate's findings.
ProviderCandidate Consider(const Deployable& deployable, const v1::ProviderPolicy& policy, const Findings& hardware,
                           const CatalogIndex& catalog);

struct ProviderChoice {
  // The chosen one first; the others follow by provider.
  std::vector<ProviderCandidate> candidates;

  const ProviderCandidate& chosen() const { return candidates.front(); }
};

// The provider that is asked for; else, among those without obstacles, the one that the catalog prefers for the unit;
// else, so that there is a document to look at, one that takes the unit. Ties go to the first in the enum's order.
// Every other candidate says why it was not chosen.
ProviderChoice ChooseProvider(const Deployable& deployable, v1::Provider asked, const Findings& hardware,
                              const CatalogIndex& catalog);

}  // namespace berth
