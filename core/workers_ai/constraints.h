// Where a Workers AI model may run: the configuration's lists, read strictly.
// Which colos satisfy them is colos.h's question.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
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

// Reads the lists of `config`. Regions come upper-cased, colos lower-cased, each once and in the order given.
// Violations under `path`: a tier that is no number in the catalog's range, a colo that is not 2 to 32 letters, digits
// and dashes (such as two colos without a comma), a region that the catalog does not know. Diagnostics: a list that is
// set and names nothing, which is no constraint; repeated and empty entries.
ColoConstraints ParseConstraints(const v1::WorkersAiConfig& config, const v1::WorkersAiSettings& settings,
                                 absl::string_view path, Violations& violations, Findings& diagnostics);

// What is legal and probably not meant: regions that may not be used alone, colos both pinned and blacklisted.
void DiagnoseConstraints(const ColoConstraints& constraints, const v1::WorkersAiSettings& settings,
                         Findings& diagnostics);

}  // namespace berth
