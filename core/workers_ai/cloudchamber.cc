#include "core/workers_ai/cloudchamber.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/workers_ai/application_name.h"

namespace berth {
namespace {

void Constrain(const ColoConstraints& constraints, DecisionTrace& trace, v1::CloudchamberConstraints& document) {
  // One tier and several tiers are different fields, and never both.
  if (constraints.tiers.size() == 1) document.set_tier(constraints.tiers.front());
  if (constraints.tiers.size() > 1) document.mutable_tiers()->Add(constraints.tiers.begin(), constraints.tiers.end());
  document.mutable_regions()->Add(constraints.regions.begin(), constraints.regions.end());
  document.mutable_pops()->Add(constraints.pops.begin(), constraints.pops.end());
  if (!constraints.tiers.empty())
    trace.Add("workers-ai.constraint.tier", "tiers", absl::StrJoin(constraints.tiers, ", "));
  if (!constraints.regions.empty()) {
    trace.Add("workers-ai.constraint.region", "regions", absl::StrJoin(constraints.regions, ", "));
  }
  if (!constraints.pops.empty()) trace.Add("workers-ai.constraint.pop", "PoPs", absl::StrJoin(constraints.pops, ", "));
}

void AddLabel(const std::string& name, const std::string& value, v1::CloudchamberConfiguration& configuration) {
  v1::CloudchamberNameValue& label = *configuration.add_labels();
  label.set_name(name);
  label.set_value(value);
}

void Configure(const v1::WorkersAiWorkload& workload, const GpuDemand& demand, const GpuAllocation& gpus,
               const v1::GpuDemandLabels& labels, v1::CloudchamberConfiguration& configuration) {
  configuration.set_image(workload.image());
  if (demand.vcpu.has_value()) configuration.set_vcpu(*demand.vcpu);
  configuration.set_memory_mib(demand.cpu_memory_gb * kMibPerGb);
  for (const v1::EnvVar& variable : workload.env()) {
    v1::CloudchamberNameValue& entry = *configuration.add_environment_variables();
    entry.set_name(variable.name());
    entry.set_value(variable.value());
  }
  // The call has no field for GPUs.
  AddLabel(labels.gpu_model(), demand.type->name(), configuration);
  AddLabel(labels.gpu_memory_gb(), absl::StrCat(demand.gpu_memory_gb), configuration);
  AddLabel(labels.gpu_count(), absl::StrCat(gpus.count), configuration);
}

}  // namespace

void BuildApplication(const v1::WorkersAiWorkload& workload, const GpuDemand& demand, const GpuAllocation& gpus,
                      const ColoConstraints& constraints, int priority, const v1::WorkersAiSettings& settings,
                      DecisionTrace& trace, v1::CloudchamberApplication& application) {
  application.set_name(ApplicationName(workload.model_id()));
  trace.Add("workers-ai.application-name", "name", application.name());
  application.set_scheduling_policy("gpu");
  trace.Add("workers-ai.scheduling-policy", "scheduling policy", application.scheduling_policy());
  application.set_instances(workload.has_instances() ? workload.instances() : 1);
  trace.Add("workers-ai.instances", "instances", application.instances());
  if (workload.has_max_instances()) application.set_max_instances(workload.max_instances());
  if (!constraints.empty()) Constrain(constraints, trace, *application.mutable_constraints());
  application.mutable_priorities()->set_default_(priority);
  Configure(workload, demand, gpus, settings.gpu_demand_labels(), *application.mutable_configuration());
}

}  // namespace berth
