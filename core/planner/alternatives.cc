#include "core/planner/alternatives.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>
#include <vector>

#include "core/findings/findings.h"
#include "core/hardware/requirement.h"
#include "core/planner/provider_choice.h"

namespace berth {
namespace {

bool IsSameGpu(const v1::Hardware& one, const v1::Hardware& other) {
  return one.gpu_model() == other.gpu_model() && one.gpu_memory_gb() == other.gpu_memory_gb();
}

// How near an alternative is to what was wanted; less is nearer.
enum class Kinship { kSameGpu, kSameCount, kFewerGpus, kMoreGpus };

Kinship KinshipOf(const v1::Hardware& alternative, const v1::Hardware& wanted) {
  if (IsSameGpu(alternative, wanted)) return Kinship::kSameGpu;
  if (alternative.gpus() == wanted.gpus()) return Kinship::kSameCount;
  return alternative.gpus() < wanted.gpus() ? Kinship::kFewerGpus : Kinship::kMoreGpus;
}

using Relative = std::pair<Kinship, const v1::Hardware*>;

auto Rank(const Relative& relative) {
  const auto& [kinship, hardware] = relative;
  // A price that is not known ranks last, and never as zero.
  const int64_t price =
      hardware->has_price() ? hardware->price().nano_usd_per_second() : std::numeric_limits<int64_t>::max();
  return std::make_tuple(kinship, price, absl::string_view(hardware->sku()));
}

// The total decides, whatever each GPU has: four small GPUs may hold what one large one does.
v1::HardwareRequirement RequirementOf(const v1::Hardware& wanted, v1::Provider asked) {
  v1::HardwareRequirement requirement;
  requirement.set_min_total_gpu_memory_gb(wanted.total_gpu_memory_gb());
  if (wanted.gpus() == 0) requirement.set_max_gpus(0);
  requirement.set_provider(asked);
  return requirement;
}

// Adds what speaks against the deployable on other hardware, unless something does already.
void CheckPlace(const Deployable& deployable, v1::Provider asked, const v1::Sku& sku, const CatalogIndex& catalog,
                Findings& findings) {
  if (&sku == deployable.sku || HasObstacle(findings)) {
    *findings.Add() = MakeFinding(v1::REASON_LESS_PREFERRED, v1::SEVERITY_OBSTACLE, sku.name(), "not an alternative");
    return;
  }
  Deployable other = deployable;
  other.sku = &sku;
  other.unit = catalog.FindComputeUnit(sku.compute_unit());
  if (!other.unit->has_limits()) {
    *findings.Add() =
        MakeFinding(v1::REASON_COMPUTE_UNIT_HAS_NO_LIMITS, v1::SEVERITY_OBSTACLE, sku.name(), "no limits");
    return;
  }
  findings.MergeFrom(ChooseProvider(other, asked, /*hardware=*/{}, catalog).chosen().findings);
}

}  // namespace

void AddAlternatives(const Deployable& deployable, v1::Provider asked, int max_candidates, const CatalogIndex& catalog,
                     google::protobuf::RepeatedPtrField<v1::Alternative>& alternatives) {
  const v1::Hardware& wanted = catalog.HardwareOf(*deployable.sku);
  const v1::HardwareRequirement requirement = RequirementOf(wanted, asked);
  std::vector<Relative> found;
  const SkuSearch search{
      requirement, PurposeOf(deployable.facts.kind()), std::numeric_limits<int>::max(),
      [&](const v1::Sku& sku, Findings& findings) { CheckPlace(deployable, asked, sku, catalog, findings); },
      [&](const v1::Sku& sku) {
        const v1::Hardware& hardware = catalog.HardwareOf(sku);
        found.emplace_back(KinshipOf(hardware, wanted), &hardware);
      }};
  ReasonTally tally;
  SearchSkus(catalog, search, tally, nullptr);
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return Rank(a) < Rank(b); });
  for (size_t i = 0; i < std::min(found.size(), static_cast<size_t>(max_candidates)); ++i) {
    const auto& [kinship, hardware] = found[i];
    v1::Alternative& alternative = *alternatives.Add();
    *alternative.mutable_hardware() = *hardware;
    alternative.set_same_gpu(kinship == Kinship::kSameGpu);
    alternative.set_excess_gpu_memory_gb(hardware->total_gpu_memory_gb() - wanted.total_gpu_memory_gb());
  }
}

}  // namespace berth
