// Where a Workers AI model may run: the configuration's lists, read strictly, and
// the colos that satisfy them.
#pragma once

#include <string>
#include <vector>

#include "berth/v1/catalog.pb.h"
#include "berth/v1/workload.pb.h"
#include "core/errors/error_report.h"
#include "core/findings/findings.h"

namespace berth {

// What is empty does not constrain.
struct ColoConstraints {
  std::vector<int> tiers;
  std::vector<std::string> regions;
  std::vector<std::string> pops;
  // Routing only.
  std::vector<std::string> blacklisted;

  bool empty() const { return tiers.empty() && regions.empty() && pops.empty(); }
};

// Reads the lists of `config`. Regions come upper-cased, colos lower-cased, each once and in the order given. A list
// that is set and names nothing, a tier that is no number and a region that the catalog does not know are violations
// under `path`; repeated and empty entries are diagnostics.
ColoConstraints ParseConstraints(const v1::WorkersAiConfig& config, const v1::WorkersAiSettings& settings,
                                 absl::string_view path, Violations& violations, Findings& diagnostics);

// What is legal and probably not meant: regions that may not be used alone, colos both pinned and blacklisted.
void DiagnoseConstraints(const ColoConstraints& constraints, const v1::WorkersAiSettings& settings,
                         Findings& diagnostics);

// The colos of the catalog that satisfy all constraints, sorted by PoP. With none left, each contradiction is an
// obstacle; a pinned colo that the other constraints rule out is at least a diagnostic.
std::vector<const v1::WorkersAiColo*> MatchColos(const ColoConstraints& constraints,
                                                 const v1::WorkersAiSettings& settings, Findings& findings);

}  // namespace berth
