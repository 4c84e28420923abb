#include "core/workers_ai/constraints.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/names/comma_list.h"
#include "core/names/nearest_names.h"
#include "core/validation/fields.h"

namespace berth {
namespace {

constexpr int kMaxEntries = 2000;
constexpr size_t kMinColoLength = 2;
constexpr size_t kMaxColoLength = 32;

bool IsNumber(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
}

bool IsNameText(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isalnum(c) || c == '-'; });
}

bool IsColo(absl::string_view text) {
  return text.size() >= kMinColoLength && text.size() <= kMaxColoLength && IsNameText(text);
}

class ConstraintReader {
 public:
  ConstraintReader(const v1::WorkersAiSettings& settings, absl::string_view path, Violations& violations,
                   Findings& diagnostics)
      : settings_(settings), path_(path), violations_(violations), diagnostics_(diagnostics) {}

  std::vector<int> ReadTiers(absl::string_view field, const std::string& text) {
    std::vector<int> tiers;
    for (const std::string& entry : Read(field, text)) {
      int tier = 0;
      if (!IsNumber(entry) || !absl::SimpleAtoi(entry, &tier) || tier < 1 || tier > settings_.max_tier()) {
        Malformed(field, entry, absl::StrCat("tier: a number in 1 to ", settings_.max_tier()));
      } else if (absl::c_linear_search(tiers, tier)) {
        Repeated(field, entry);
      } else {
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
      if (absl::c_linear_search(known, region)) continue;
      if (!IsNameText(region)) {
        Malformed(field, region, "region: letters, digits and dashes");
        continue;
      }
      const auto nearest = NearestNames(region, known);
      violations_.Add(v1::ERROR_REASON_UNKNOWN_REGION, FieldIn(path_, field),
                      UnknownNameMessage("region", region, nearest), nearest);
    }
    return regions;
  }

  std::vector<std::string> ReadColos(absl::string_view field, const std::string& text) {
    std::vector<std::string> colos = Read(field, absl::AsciiStrToLower(text));
    for (const std::string& colo : colos) {
      if (IsColo(colo)) continue;
      Malformed(field, colo,
                absl::StrCat("colo: ", kMinColoLength, " to ", kMaxColoLength, " letters, digits and dashes"));
    }
    return colos;
  }

 private:
  // Entries of a list in one letter case, so that `WNAM` and `wnam` are the same entry.
  std::vector<std::string> Read(absl::string_view field, const std::string& text) {
    // Before they are taken apart: repeated and empty ones count too.
    if (const auto commas = std::count(text.begin(), text.end(), ','); commas >= kMaxEntries) {
      violations_.Add(v1::ERROR_REASON_TOO_LARGE, FieldIn(path_, field),
                      absl::StrCat("has ", commas + 1, " entries, ", kMaxEntries, " are allowed"));
      return {};
    }
    CommaList list = ParseCommaList(text);
    if (list.entries.empty()) {
      Diagnose(v1::REASON_LIST_EMPTY, field, "is set and names nothing, so it does not constrain");
    } else if (list.empty_entries > 0) {
      Diagnose(v1::REASON_LIST_ENTRY_IGNORED, field, absl::StrCat(list.empty_entries, " of the entries are empty"));
    }
    for (const std::string& entry : list.repeated) Repeated(field, entry);
    return std::move(list.entries);
  }

  void Malformed(absl::string_view field, absl::string_view entry, absl::string_view form) {
    violations_.Add(v1::ERROR_REASON_INVALID_FORMAT, FieldIn(path_, field),
                    absl::StrCat("`", Shortened(entry), "` is no ", form, "; commas separate entries"));
  }

  void Repeated(absl::string_view field, absl::string_view entry) {
    Diagnose(v1::REASON_LIST_ENTRY_IGNORED, field, absl::StrCat("`", Shortened(entry), "` is there again"));
  }

  void Diagnose(v1::Reason reason, absl::string_view field, absl::string_view message) {
    *diagnostics_.Add() = MakeFinding(reason, v1::SEVERITY_WARNING, field, message);
  }

  const v1::WorkersAiSettings& settings_;
  const absl::string_view path_;
  Violations& violations_;
  Findings& diagnostics_;
};

}  // namespace

ColoConstraints ParseConstraints(const v1::WorkersAiConfig& config, const v1::WorkersAiSettings& settings,
                                 absl::string_view path, Violations& violations, Findings& diagnostics) {
  ConstraintReader reader(settings, path, violations, diagnostics);
  ColoConstraints constraints;
  if (config.has_colo_tier()) constraints.tiers = reader.ReadTiers("colo_tier", config.colo_tier());
  if (config.has_colo_region()) constraints.regions = reader.ReadRegions("colo_region", config.colo_region());
  if (config.has_colo_pops()) constraints.pops = reader.ReadColos("colo_pops", config.colo_pops());
  if (config.has_blacklisted_colos()) {
    constraints.blacklisted = reader.ReadColos("blacklisted_colos", config.blacklisted_colos());
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
    if (!absl::c_linear_search(constraints.blacklisted, pop)) continue;
    *diagnostics.Add() = MakeFinding(v1::REASON_COLO_PINNED_AND_BLACKLISTED, v1::SEVERITY_WARNING, pop,
                                     absl::StrCat("`", pop, "` is pinned, and gets no requests"));
  }
}

}  // namespace berth
