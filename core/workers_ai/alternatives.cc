#include "core/workers_ai/alternatives.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "absl/algorithm/container.h"
#include "core/workers_ai/colos.h"
#include "core/workers_ai/path_choice.h"

namespace berth {
namespace {

class AlternativeSearch {
 public:
  AlternativeSearch(const v1::WorkersAiWorkload& workload, const GpuDemand& demand, const ColoConstraints& constraints,
                    const v1::WorkersAiSettings& settings)
      : workload_(workload), demand_(demand), constraints_(constraints), settings_(settings) {}

  std::vector<v1::Alternative> Find() {
    for (const v1::WorkersAiGpuType& type : settings_.gpu_types()) {
      GpuDemand demand = demand_;
      demand.type = &type;
      const v1::WorkersAiHardware as_asked = Describe(demand);
      if (!as_asked.paths().empty()) Add(type, as_asked);
      demand.dual_gpu = true;
      const v1::WorkersAiHardware dual = Describe(demand);
      if (OpensPath(dual, as_asked)) Add(type, dual);
    }
    std::sort(found_.begin(), found_.end(),
              [](const auto& left, const auto& right) { return RankOf(left) < RankOf(right); });
    return std::move(found_);
  }

 private:
  v1::WorkersAiHardware Describe(const GpuDemand& demand) const {
    DecisionTrace unlogged(nullptr);
    PathChoice choice = ChoosePath(demand, {}, settings_, unlogged);
    PathCandidate& internal = choice.internal();
    internal.findings.MergeFrom(PlaceInColos(workload_, internal.gpus, constraints_, settings_).findings);
    return HardwareOf(demand, choice);
  }

  static bool OpensPath(const v1::WorkersAiHardware& hardware, const v1::WorkersAiHardware& known) {
    return absl::c_any_of(hardware.paths(), [&](int path) { return !absl::c_linear_search(known.paths(), path); });
  }

  void Add(const v1::WorkersAiGpuType& type, const v1::WorkersAiHardware& hardware) {
    v1::Alternative& alternative = found_.emplace_back();
    alternative.set_same_gpu(&type == demand_.type);
    alternative.set_excess_gpu_memory_gb(hardware.gpu_count() * type.memory_gb() - hardware.gpu_memory_gb());
    *alternative.mutable_workers_ai() = hardware;
  }

  // The excess ranks as the total does: all hold the same memory.
  static std::tuple<bool, bool, int, int, std::string, bool> RankOf(const v1::Alternative& alternative) {
    const v1::WorkersAiHardware& hardware = alternative.workers_ai();
    const bool dual_gpu = hardware.config().dual_gpu();
    return {!alternative.same_gpu(),
            alternative.same_gpu() && dual_gpu,
            alternative.excess_gpu_memory_gb(),
            hardware.gpu_count(),
            hardware.gpu_type(),
            dual_gpu};
  }

  const v1::WorkersAiWorkload& workload_;
  const GpuDemand& demand_;
  const ColoConstraints& constraints_;
  const v1::WorkersAiSettings& settings_;
  std::vector<v1::Alternative> found_;
};

}  // namespace

std::vector<v1::Alternative> WorkersAiAlternatives(const v1::WorkersAiWorkload& workload, const GpuDemand& demand,
                                                   const ColoConstraints& constraints,
                                                   const v1::WorkersAiSettings& settings) {
  return AlternativeSearch(workload, demand, constraints, settings).Find();
}

}  // namespace berth
