#include "core/workers_ai/external_model.h"

#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/names/kubernetes_names.h"
#include "core/workers_ai/application_name.h"

namespace berth {
namespace {

constexpr int kMillisPerCore = 1000;

using Quantities = google::protobuf::Map<std::string, std::string>;

// Never less than what is asked: what is finer than a thousandth of a core is rounded up.
int CpuMillis(double vcpu) {
  const int nearest = static_cast<int>(std::lround(vcpu * kMillisPerCore));
  return static_cast<double>(nearest) / kMillisPerCore < vcpu ? nearest + 1 : nearest;
}

Quantities QuantitiesOf(const GpuDemand& demand, const GpuAllocation& gpus) {
  Quantities quantities;
  if (demand.vcpu.has_value()) quantities["cpu"] = CpuQuantity(CpuMillis(*demand.vcpu));
  quantities["memory"] = MemoryQuantity(demand.cpu_memory_gb * kMibPerGb);
  if (gpus.count > 1) quantities["nvidia.com/gpu"] = absl::StrCat(gpus.count);
  return quantities;
}

void AddInapplicable(absl::string_view field, Findings& diagnostics) {
  *diagnostics.Add() = MakeFinding(v1::REASON_PROPERTY_NOT_APPLICABLE, v1::SEVERITY_WARNING, field,
                                   absl::StrCat("`", field, "` has no meaning on external capacity"));
}

}  // namespace

void BuildExternalModel(const v1::WorkersAiWorkload& workload, const GpuDemand& demand, const GpuAllocation& gpus,
                        const v1::ExternalModelSettings& settings, DecisionTrace& trace, v1::ExternalModel& model) {
  model.set_api_version(settings.api_version());
  model.set_kind(settings.kind());
  model.mutable_metadata()->set_name(ApplicationName(workload.model_id()));
  model.mutable_metadata()->set_namespace_(settings.namespace_());
  trace.Add("workers-ai.application-name", "name", model.metadata().name());
  v1::ExternalModelSpec& spec = *model.mutable_spec();
  spec.set_model_id(workload.model_id());
  spec.set_image(workload.image());
  spec.set_replicas(workload.has_instances() ? workload.instances() : 1);
  trace.Add("workers-ai.instances", "instances", spec.replicas());
  spec.mutable_gpu()->set_model(demand.type->name());
  spec.mutable_gpu()->set_count(gpus.count);
  spec.mutable_gpu()->set_memory_gb(demand.gpu_memory_gb);
  const Quantities quantities = QuantitiesOf(demand, gpus);
  *spec.mutable_resources()->mutable_limits() = quantities;
  *spec.mutable_resources()->mutable_requests() = quantities;
  trace.Add("workers-ai.external.gpu-limit", "GPU limit", gpus.count > 1 ? absl::StrCat(gpus.count) : "none");
  for (const v1::EnvVar& variable : workload.env()) {
    v1::EnvVar& entry = *spec.add_env();
    entry.set_name(variable.name());
    // An unset value is an empty one, and said.
    entry.set_value(variable.value());
  }
}

void DiagnoseInapplicable(const v1::WorkersAiWorkload& workload, const ColoConstraints& constraints,
                          const SchedulingPriority& priority, Findings& diagnostics) {
  if (!constraints.tiers.empty()) AddInapplicable("colo_tier", diagnostics);
  if (!constraints.regions.empty()) AddInapplicable("colo_region", diagnostics);
  if (!constraints.pops.empty()) AddInapplicable("colo_pops", diagnostics);
  if (priority.stated) AddInapplicable("scheduling_priority", diagnostics);
  if (workload.tiger_mode()) AddInapplicable("tiger_mode", diagnostics);
  if (workload.has_max_instances()) AddInapplicable("max_instances", diagnostics);
}

}  // namespace berth
