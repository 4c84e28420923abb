#include "core/hardware/requirement.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/names/nearest_names.h"
#include "core/sku/availability.h"
#include "core/sku/limits.h"
#include "core/validation/fields.h"

namespace berth {
namespace {

constexpr int kMaxRequiredMemoryGb = 1'000'000;

bool IsOfFamily(const v1::ComputeUnit& unit, absl::string_view family) {
  return absl::EqualsIgnoreCase(unit.gpu_family(), family) || absl::EqualsIgnoreCase(unit.gpu_architecture(), family);
}

void RequireKnownFamily(const CatalogIndex& catalog, absl::string_view family, const std::string& path,
                        Violations& violations) {
  std::set<absl::string_view> known;
  for (const v1::ComputeUnit& unit : catalog.catalog().compute_units()) {
    if (!family.empty() && IsOfFamily(unit, family)) return;
    for (absl::string_view name : {absl::string_view(unit.gpu_family()), absl::string_view(unit.gpu_architecture())}) {
      if (!name.empty()) known.insert(name);
    }
  }
  const std::vector<absl::string_view> names(known.begin(), known.end());
  const auto nearest = NearestNames(family, names);
  violations.Add(v1::ERROR_REASON_UNKNOWN_GPU_MODEL, path, UnknownNameMessage("GPU family", family, nearest), nearest);
}

void CheckMemory(const v1::HardwareRequirement& requirement, const v1::Hardware& hardware, Findings& findings) {
  if (requirement.has_min_total_gpu_memory_gb() &&
      hardware.total_gpu_memory_gb() < requirement.min_total_gpu_memory_gb()) {
    *findings.Add() =
        MakeShortfall(v1::REASON_TOTAL_GPU_MEMORY_TOO_SMALL, "total_gpu_memory_gb",
                      requirement.min_total_gpu_memory_gb(), hardware.total_gpu_memory_gb(), "too little GPU memory");
  }
  if (requirement.has_min_gpu_memory_gb() && hardware.gpu_memory_gb() < requirement.min_gpu_memory_gb()) {
    *findings.Add() = MakeShortfall(v1::REASON_GPU_MEMORY_TOO_SMALL, "gpu_memory_gb", requirement.min_gpu_memory_gb(),
                                    hardware.gpu_memory_gb(), "too little memory in each GPU");
  }
}

void CheckGpus(const v1::HardwareRequirement& requirement, const v1::Hardware& hardware, Findings& findings) {
  if (requirement.has_min_gpus() && hardware.gpus() < requirement.min_gpus()) {
    *findings.Add() =
        MakeShortfall(v1::REASON_TOO_FEW_GPUS, "gpus", requirement.min_gpus(), hardware.gpus(), "too few GPUs");
  }
  if (requirement.has_max_gpus() && hardware.gpus() > requirement.max_gpus()) {
    *findings.Add() =
        MakeShortfall(v1::REASON_TOO_MANY_GPUS, "gpus", requirement.max_gpus(), hardware.gpus(), "too many GPUs");
  }
}

void CheckPrice(const v1::HardwareRequirement& requirement, const v1::Hardware& hardware, Findings& findings) {
  if (!requirement.has_max_nano_usd_per_second()) return;
  if (!hardware.has_price()) {
    *findings.Add() = MakeFinding(v1::REASON_PRICE_UNKNOWN, v1::SEVERITY_OBSTACLE, "price", "no price is known");
  } else if (hardware.price().nano_usd_per_second() > requirement.max_nano_usd_per_second()) {
    *findings.Add() =
        MakeShortfall(v1::REASON_PRICE_TOO_HIGH, "nano_usd_per_second", requirement.max_nano_usd_per_second(),
                      hardware.price().nano_usd_per_second(), "dearer than the highest price");
  }
}

void CheckProvider(const v1::HardwareRequirement& requirement, const v1::Hardware& hardware, Findings& findings) {
  const auto& providers = hardware.providers();
  if (requirement.provider() == v1::PROVIDER_UNSPECIFIED ||
      std::find(providers.begin(), providers.end(), requirement.provider()) != providers.end()) {
    return;
  }
  *findings.Add() =
      MakeFinding(v1::REASON_COMPUTE_UNIT_NOT_OFFERED, v1::SEVERITY_OBSTACLE, hardware.compute_unit(),
                  absl::StrCat("`", v1::Provider_Name(requirement.provider()), "` does not take the compute unit"));
}

v1::Candidate MakeCandidate(const v1::Sku& sku, bool chosen, Findings findings) {
  v1::Candidate candidate;
  candidate.set_hardware(sku.name());
  candidate.set_chosen(chosen);
  *candidate.mutable_findings() = std::move(findings);
  return candidate;
}

}  // namespace

void ValidateRequirement(const v1::HardwareRequirement& requirement, const CatalogIndex& catalog,
                         absl::string_view path, Violations& violations) {
  if (requirement.ByteSizeLong() == 0) {
    violations.Add(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, path, "at least one field must be set");
  }
  if (requirement.has_min_total_gpu_memory_gb()) {
    RequireRange(FieldIn(path, "min_total_gpu_memory_gb"), requirement.min_total_gpu_memory_gb(), 0,
                 kMaxRequiredMemoryGb, violations);
  }
  if (requirement.has_min_gpu_memory_gb()) {
    RequireRange(FieldIn(path, "min_gpu_memory_gb"), requirement.min_gpu_memory_gb(), 0, kMaxRequiredMemoryGb,
                 violations);
  }
  if (requirement.has_min_gpus()) {
    RequireRange(FieldIn(path, "min_gpus"), requirement.min_gpus(), 0, kMaxComputeUnitsPerInstance, violations);
  }
  if (requirement.has_max_gpus()) {
    RequireRange(FieldIn(path, "max_gpus"), requirement.max_gpus(), 0, kMaxComputeUnitsPerInstance, violations);
  }
  if (requirement.has_min_gpus() && requirement.has_max_gpus() && requirement.min_gpus() > requirement.max_gpus()) {
    violations.Add(v1::ERROR_REASON_CONFLICTING_FIELDS, FieldIn(path, "min_gpus"), "is above `max_gpus`");
  }
  if (requirement.has_max_nano_usd_per_second() && requirement.max_nano_usd_per_second() < 1) {
    violations.Add(v1::ERROR_REASON_VALUE_OUT_OF_RANGE, FieldIn(path, "max_nano_usd_per_second"), "is not above 0");
  }
  if (requirement.has_gpu_family()) {
    RequireKnownFamily(catalog, requirement.gpu_family(), FieldIn(path, "gpu_family"), violations);
  }
}

Findings CheckRequirement(const v1::HardwareRequirement& requirement, v1::Purpose purpose, const v1::Sku& sku,
                          const CatalogIndex& catalog) {
  const v1::Hardware& hardware = catalog.HardwareOf(sku);
  Findings findings;
  AddUnavailability(sku, purpose, findings);
  CheckMemory(requirement, hardware, findings);
  CheckGpus(requirement, hardware, findings);
  if (requirement.has_gpu_family() &&
      !IsOfFamily(*catalog.FindComputeUnit(sku.compute_unit()), requirement.gpu_family())) {
    *findings.Add() = MakeFinding(v1::REASON_GPU_FAMILY_DIFFERS, v1::SEVERITY_OBSTACLE, hardware.gpu_model(),
                                  absl::StrCat("is no `", requirement.gpu_family(), "`"));
  }
  CheckPrice(requirement, hardware, findings);
  CheckProvider(requirement, hardware, findings);
  return findings;
}

void SearchSkus(const CatalogIndex& catalog, const SkuSearch& search, ReasonTally& tally,
                v1::Explanation* explanation) {
  const auto max_rows = static_cast<size_t>(search.max_candidates);
  std::vector<v1::Candidate> matched;
  std::vector<v1::Candidate> left_out;
  int matches = 0;
  for (const v1::Sku* sku : catalog.RankedSkus()) {
    Findings findings = CheckRequirement(search.requirement, search.purpose, *sku, catalog);
    if (search.extra) search.extra(*sku, findings);
    const bool match = !HasObstacle(findings);
    if (!match) tally.Count(findings);
    if (match && matches++ < search.max_candidates) search.on_match(*sku);
    std::vector<v1::Candidate>& rows = match ? matched : left_out;
    if (explanation != nullptr && rows.size() < max_rows) {
      rows.push_back(MakeCandidate(*sku, match, std::move(findings)));
    }
  }
  if (explanation == nullptr) return;
  explanation->set_candidates_considered(static_cast<int>(catalog.RankedSkus().size()));
  matched.insert(matched.end(), std::make_move_iterator(left_out.begin()), std::make_move_iterator(left_out.end()));
  for (size_t i = 0; i < std::min(matched.size(), max_rows); ++i) {
    *explanation->add_candidates() = std::move(matched[i]);
  }
}

}  // namespace berth
