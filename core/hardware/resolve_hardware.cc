#include "core/hardware/resolve_hardware.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/catalog/hardware_lookup.h"
#include "core/errors/error_report.h"
#include "core/findings/findings.h"
#include "core/hardware/request_options.h"
#include "core/hardware/requirement.h"
#include "core/names/nearest_names.h"
#include "core/rules/decision_trace.h"
#include "core/sku/availability.h"
#include "core/sku/limits.h"
#include "core/workers_ai/counterpart.h"
#include "core/workers_ai/model_config.h"
#include "core/workers_ai/path_choice.h"

namespace berth {
namespace {

class Resolver {
 public:
  Resolver(const CatalogIndex& catalog, const v1::ResolveHardwareRequest& request,
           v1::ResolveHardwareResponse& response)
      : catalog_(catalog), request_(request), response_(response) {}

  absl::Status Resolve() {
    CheckOptions();
    if (request_.has_sku()) ResolveName(request_.sku());
    if (request_.has_compute_unit()) ResolveUnitCount();
    if (request_.has_requirement()) {
      ValidateRequirement(request_.requirement(), catalog_, "requirement", violations_);
      if (violations_.empty()) Search(request_.requirement(), request_.purpose());
    }
    if (request_.has_workers_ai()) ResolveWorkersAi();
    response_.set_catalog_revision(catalog_.revision());
    return violations_.ToStatus();
  }

 private:
  void CheckOptions() {
    const int questions = int{request_.has_sku()} + int{request_.has_compute_unit()} + int{request_.has_requirement()} +
                          int{request_.has_workers_ai()};
    constexpr absl::string_view kQuestions = "exactly one of `sku`, `compute_unit`, `requirement` and `workers_ai` ";
    if (questions == 0) {
      violations_.Add(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, "", absl::StrCat(kQuestions, "must be set"));
    } else if (questions > 1) {
      violations_.Add(v1::ERROR_REASON_CONFLICTING_FIELDS, "",
                      absl::StrCat(kQuestions, "must be set, not ", questions, " of them"));
    }
    max_candidates_ = MaxCandidates(request_, violations_);
    CheckRevision(catalog_, request_.expected_catalog_revision(), "expected_catalog_revision", violations_);
  }

  void ResolveName(const std::string& name) {
    if (const auto named = FindHardware(catalog_, name)) return AnswerHardware(*named->unit, named->count);
    const auto nearest = NearestSkuNames(catalog_, name);
    violations_.Add(v1::ERROR_REASON_UNKNOWN_SKU, "sku", UnknownNameMessage("SKU", name, nearest), nearest);
  }

  void ResolveUnitCount() {
    const v1::ComputeUnitCount& asked = request_.compute_unit();
    const int count = asked.has_compute_units_per_instance() ? asked.compute_units_per_instance() : 1;
    if (!IsCount(count)) {
      violations_.Add(v1::ERROR_REASON_VALUE_OUT_OF_RANGE, "compute_unit.compute_units_per_instance",
                      absl::StrCat("`", count, "` is not in 1 to ", kMaxComputeUnitsPerInstance));
    }
    const v1::ComputeUnit* unit = catalog_.FindComputeUnit(asked.compute_unit());
    if (unit == nullptr) {
      const auto nearest = NearestNames(asked.compute_unit(), catalog_.ComputeUnitNames());
      violations_.Add(v1::ERROR_REASON_UNKNOWN_COMPUTE_UNIT, "compute_unit.compute_unit",
                      UnknownNameMessage("compute unit", asked.compute_unit(), nearest), nearest);
    }
    if (unit != nullptr && IsCount(count)) AnswerHardware(*unit, count);
  }

  void AnswerHardware(const v1::ComputeUnit& unit, int count) {
    const v1::Sku* sku = catalog_.FindSku(unit.name(), count);
    sku != nullptr ? AnswerSku(*sku) : AnswerUnit(unit, count);
  }

  static bool IsCount(int count) { return count >= 1 && count <= kMaxComputeUnitsPerInstance; }

  void AnswerSku(const v1::Sku& sku) {
    *response_.mutable_hardware() = catalog_.HardwareOf(sku);
    AddUnavailability(sku, request_.purpose(), *response_.mutable_diagnostics());
    if (sku.is_preview()) Diagnose(v1::REASON_PREVIEW, sku.name(), "the SKU is a preview");
    const v1::ComputeUnit& unit = *catalog_.FindComputeUnit(sku.compute_unit());
    DiagnoseLimits(unit);
    AddCounterpart(unit, sku.compute_units_per_instance());
  }

  void AddCounterpart(const v1::ComputeUnit& unit, int count) {
    if (!catalog_.catalog().has_workers_ai()) return;
    if (auto counterpart = CounterpartOf(unit, count, catalog_.catalog().workers_ai())) {
      *response_.mutable_workers_ai() = *std::move(counterpart);
    } else {
      Diagnose(v1::REASON_NO_COUNTERPART, unit.name(), "Workers AI has no such GPU, or not so many in one instance");
    }
  }

  // A configuration that cannot be planned is refused here too. Constraints and priority do not matter to hardware.
  void ResolveWorkersAi() {
    if (!catalog_.catalog().has_workers_ai()) {
      violations_.Add(v1::ERROR_REASON_PLATFORM_NOT_IN_CATALOG, "workers_ai", "the catalog has no Workers AI settings");
      return;
    }
    const v1::WorkersAiSettings& settings = catalog_.catalog().workers_ai();
    DecisionTrace trace(request_.explain() ? response_.mutable_explanation() : nullptr);
    const GpuDemand demand = ReadModelConfig(request_.workers_ai(), settings, "workers_ai", trace, violations_,
                                             *response_.mutable_diagnostics())
                                 .demand;
    if (!violations_.empty()) return;
    DecisionTrace untraced(nullptr);
    const PathChoice choice = ChoosePath(demand, {}, settings, untraced);
    *response_.mutable_workers_ai() = HardwareOf(demand, choice);
    response_.mutable_diagnostics()->MergeFrom(choice.chosen.gpus.obstacles);
    v1::HardwareRequirement requirement;
    requirement.set_min_total_gpu_memory_gb(demand.gpu_memory_gb);
    // A SKU that nobody can get holds nothing.
    const bool any_purpose = request_.purpose() == v1::PURPOSE_UNSPECIFIED;
    Search(requirement, any_purpose ? v1::PURPOSE_MODELS : request_.purpose(), demand.type);
  }

  void AnswerUnit(const v1::ComputeUnit& unit, int count) {
    *response_.mutable_hardware() = catalog_.Describe(unit, count);
    DiagnoseLimits(unit);
    if (unit.has_stands_for()) {
      Diagnose(v1::REASON_RESOLVES_TO_CANDIDATES, unit.name(), "any unit that satisfies the requirement will do");
      v1::HardwareRequirement requirement = unit.stands_for();
      requirement.set_min_gpus(count);
      requirement.set_max_gpus(count);
      return Search(requirement, request_.purpose());
    }
    Diagnose(v1::REASON_SKU_NOT_IN_CATALOG, response_.hardware().sku(), "the catalog does not offer this count");
    AddNeighbours(unit, count);
  }

  void DiagnoseLimits(const v1::ComputeUnit& unit) {
    if (unit.has_limits()) return;
    Diagnose(v1::REASON_COMPUTE_UNIT_HAS_NO_LIMITS, unit.name(),
             absl::StrCat("nothing can be planned on it until `compute_units[", unit.name(), "].limits` is set"));
  }

  void Diagnose(v1::Reason reason, absl::string_view subject, absl::string_view message) {
    *response_.add_diagnostics() = MakeFinding(reason, v1::SEVERITY_INFO, subject, message);
  }

  // The next lower and the next higher count, the nearer one first.
  void AddNeighbours(const v1::ComputeUnit& unit, int count) {
    const v1::Sku* lower = nullptr;
    const v1::Sku* higher = nullptr;
    for (const v1::Sku* sku : catalog_.SkusOf(unit.name())) {
      if (sku->compute_units_per_instance() < count) lower = sku;
      if (sku->compute_units_per_instance() > count && higher == nullptr) higher = sku;
    }
    for (const std::string& name : NearestCounts(catalog_, unit.name(), count)) {
      const bool next = (lower != nullptr && lower->name() == name) || (higher != nullptr && higher->name() == name);
      if (next) response_.add_neighbours(name);
    }
  }

  // Candidates are held against `gpu_type` unless it is null.
  void Search(const v1::HardwareRequirement& requirement, v1::Purpose purpose,
              const v1::WorkersAiGpuType* gpu_type = nullptr) {
    ReasonTally tally;
    const SkuSearch search{requirement, purpose, max_candidates_, nullptr,
                           [&](const v1::Sku& sku) { AddCandidate(sku, requirement, gpu_type); }};
    SearchSkus(catalog_, search, tally, request_.explain() ? response_.mutable_explanation() : nullptr);
    tally.AddTo(*response_.mutable_exclusions());
  }

  void AddCandidate(const v1::Sku& sku, const v1::HardwareRequirement& requirement,
                    const v1::WorkersAiGpuType* gpu_type) {
    v1::Alternative& candidate = *response_.add_candidates();
    *candidate.mutable_hardware() = catalog_.HardwareOf(sku);
    if (gpu_type != nullptr) {
      candidate.set_same_gpu(IsSameGpu(*catalog_.FindComputeUnit(sku.compute_unit()), *gpu_type));
    }
    if (requirement.has_min_total_gpu_memory_gb()) {
      candidate.set_excess_gpu_memory_gb(candidate.hardware().total_gpu_memory_gb() -
                                         requirement.min_total_gpu_memory_gb());
    }
  }

  const CatalogIndex& catalog_;
  const v1::ResolveHardwareRequest& request_;
  v1::ResolveHardwareResponse& response_;
  Violations violations_;
  int max_candidates_ = 0;
};

}  // namespace

absl::Status ResolveHardware(const CatalogIndex& catalog, const v1::ResolveHardwareRequest& request,
                             v1::ResolveHardwareResponse& response) {
  return Resolver(catalog, request, response).Resolve();
}

}  // namespace berth
