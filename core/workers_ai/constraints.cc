#include "core/workers_ai/constraints.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/names/comma_list.h"
#include "core/names/nearest_names.h"

namespace berth {
namespace {

constexpr int kMaxTier = 100;
constexpr int kMaxEntries = 2000;

template <typename T>
bool Holds(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

class ConstraintReader {
 public:
  ConstraintReader(const v1::WorkersAiSettings& settings, absl::string_view path, Violations& violations,
                   Findings& diagnostics)
      : settings_(settings), path_(path), violations_(violations), diagnostics_(diagnostics) {}

  // Entries of a list in one letter case, so that `WNAM` and `wnam` are the same entry.
  std::vector<std::string> Read(absl::string_view field, const std::string& text) {
    // Before they are taken apart: repeated and empty ones count too.
    if (const auto commas = std::count(text.begin(), text.end(), ','); commas >= kMaxEntries) {
      violations_.Add(v1::ERROR_REASON_TOO_LARGE, At(field),
                      absl::StrCat("has ", commas + 1, " entries, ", kMaxEntries, " are allowed"));
      return {};
    }
    CommaList list = ParseCommaList(text);
    if (list.entries.empty()) {
      violations_.Add(v1::ERROR_REASON_INVALID_FORMAT, At(field),
                      "is set and names nothing; leave it unset for no constraint");
    } else if (list.empty_entries > 0) {
      Ignored(field, absl::StrCat(list.empty_entries, " of the entries are empty"));
    }
    for (const std::string& entry : list.repeated)
      Ignored(field, absl::StrCat("`", Shortened(entry), "` is there again"));
    return std::move(list.entries);
  }

  std::vector<int> ReadTiers(absl::string_view field, const std::string& text) {
    std::vector<int> tiers;
    for (const std::string& entry : Read(field, text)) {
      int tier = 0;
      if (!absl::SimpleAtoi(entry, &tier) || tier < 1 || tier > kMaxTier) {
        violations_.Add(v1::ERROR_REASON_INVALID_FORMAT, At(field),
                        absl::StrCat("`", Shortened(entry), "` is no tier: a number in 1 to ", kMaxTier));
      } else if (!Holds(tiers, tier)) {
        tiers.push_back(tier);
      }
    }
    return tiers;
  }

  std::vector<std::string> ReadRegions(absl::string_view field, const std::string& text) {
    std::vector<absl::string_view> known;
    for (const v1::WorkersAiRegion& region : settings_.regions()) known.emplace_back(region.code());
    std::vector<std::string> regions = Read(field, absl::AsciiStrToUpper(text));
    for (const std::string& region : regions) {
      if (Holds<absl::string_view>(known, region)) continue;
      const auto nearest = NearestNames(region, known);
      violations_.Add(v1::ERROR_REASON_UNKNOWN_REGION, At(field), UnknownNameMessage("region", region, nearest),
                      nearest);
    }
    return regions;
  }

 private:
  std::string At(absl::string_view field) const { return absl::StrCat(path_, ".", field); }

  void Ignored(absl::string_view field, absl::string_view message) {
    *diagnostics_.Add() = MakeFinding(v1::REASON_LIST_ENTRY_IGNORED, v1::SEVERITY_WARNING, field, message);
  }

  const v1::WorkersAiSettings& settings_;
  const absl::string_view path_;
  Violations& violations_;
  Findings& diagnostics_;
};

std::string NotIn(absl::string_view what, absl::string_view actual, absl::string_view wanted) {
  return absl::StrCat("is in ", what, " ", actual, ", not in ", wanted);
}

// Why a colo does not satisfy the tiers and regions; empty if it does.
std::string Contradiction(const v1::WorkersAiColo& colo, const ColoConstraints& constraints) {
  std::vector<std::string> reasons;
  if (!constraints.regions.empty() && !Holds(constraints.regions, colo.region())) {
    reasons.push_back(NotIn("region", colo.region(), absl::StrJoin(constraints.regions, ", ")));
  }
  if (!constraints.tiers.empty() && !Holds(constraints.tiers, colo.tier())) {
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

}  // namespace

ColoConstraints ParseConstraints(const v1::WorkersAiConfig& config, const v1::WorkersAiSettings& settings,
                                 absl::string_view path, Violations& violations, Findings& diagnostics) {
  ConstraintReader reader(settings, path, violations, diagnostics);
  ColoConstraints constraints;
  if (config.has_colo_tier()) constraints.tiers = reader.ReadTiers("colo_tier", config.colo_tier());
  if (config.has_colo_region()) constraints.regions = reader.ReadRegions("colo_region", config.colo_region());
  if (config.has_colo_pops()) constraints.pops = reader.Read("colo_pops", absl::AsciiStrToLower(config.colo_pops()));
  if (config.has_blacklisted_colos()) {
    constraints.blacklisted = reader.Read("blacklisted_colos", absl::AsciiStrToLower(config.blacklisted_colos()));
  }
  return constraints;
}

void DiagnoseConstraints(const ColoConstraints& constraints, const v1::WorkersAiSettings& settings,
                         Findings& diagnostics) {
  const auto not_alone = [&](const std::string& code) {
    return std::any_of(settings.regions().begin(), settings.regions().end(),
                       [&](const v1::WorkersAiRegion& region) { return region.code() == code && region.not_alone(); });
  };
  if (!constraints.regions.empty() && std::all_of(constraints.regions.begin(), constraints.regions.end(), not_alone)) {
    const std::string regions = absl::StrJoin(constraints.regions, ", ");
    *diagnostics.Add() = MakeFinding(v1::REASON_REGION_NOT_ALONE, v1::SEVERITY_WARNING, regions,
                                     absl::StrCat(regions, " may only be used together with other regions"));
  }
  for (const std::string& pop : constraints.pops) {
    if (!Holds(constraints.blacklisted, pop)) continue;
    *diagnostics.Add() = MakeFinding(v1::REASON_COLO_PINNED_AND_BLACKLISTED, v1::SEVERITY_WARNING, pop,
                                     absl::StrCat("`", pop, "` is pinned, and gets no requests"));
  }
}

std::vector<const v1::WorkersAiColo*> MatchColos(const ColoConstraints& constraints,
                                                 const v1::WorkersAiSettings& settings, Findings& findings) {
  std::vector<const v1::WorkersAiColo*> colos;
  for (const v1::WorkersAiColo& colo : settings.colos()) {
    const bool pinned = constraints.pops.empty() || Holds(constraints.pops, colo.pop());
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

}  // namespace berth
