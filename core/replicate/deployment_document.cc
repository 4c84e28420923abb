#include "core/replicate/deployment_document.h"

#include <string>

#include "core/replicate/placement.h"
#include "core/replicate/pod.h"
#include "core/replicate/rollout.h"

namespace berth {
namespace {

using Labels = google::protobuf::Map<std::string, std::string>;

// The grace period is a label for bin-packing alone. Kubernetes counts a preferred affinity for both pods, so with the
// label on other pods too, CPU models and GPU pods would draw each other to their nodes.
Labels LabelsOf(const Deployable& deployable, const v1::ProviderPolicy& policy, const v1::ReplicateSettings& settings) {
  const v1::MetadataKeys& keys = settings.metadata_keys();
  Labels labels = settings.static_labels();
  labels[keys.deployable_label()] = deployable.facts.key();
  labels[keys.compute_unit_label()] = deployable.unit->name();
  if (IsBinPacked(deployable, policy)) {
    labels[keys.grace_period_label()] =
        std::string(GracePeriodLabel(HasExtendedGrace(deployable.config, settings.grace_periods())));
  }
  return labels;
}

// Queue names and the like are no legal label values.
void Annotate(const Deployable& deployable, const v1::MetadataKeys& keys, v1::ObjectMeta& metadata) {
  auto& annotations = *metadata.mutable_annotations();
  annotations[keys.queue_annotation()] = deployable.facts.queue();
  annotations[keys.sku_annotation()] = deployable.sku->name();
  annotations[keys.kind_annotation()] = std::string(KindName(deployable.facts.kind()));
}

}  // namespace

int ReplicasOf(const v1::ReplicateWorkload& workload, const v1::DeployableConfig& config) {
  return workload.has_replicas() ? workload.replicas() : config.min_instances();
}

void BuildDeployment(const Deployable& deployable, int replicas, const v1::ProviderPolicy& policy,
                     const std::optional<v1::NodeFit>& fit, const CatalogIndex& catalog, DecisionTrace& trace,
                     v1::Deployment& document) {
  const v1::ReplicateSettings& settings = catalog.replicate();
  const v1::MetadataKeys& keys = settings.metadata_keys();
  document.set_api_version("apps/v1");
  document.set_kind("Deployment");
  v1::ObjectMeta& metadata = *document.mutable_metadata();
  metadata.set_name(deployable.facts.key());
  metadata.set_namespace_(policy.namespace_());
  *metadata.mutable_labels() = LabelsOf(deployable, policy, settings);
  Annotate(deployable, keys, metadata);
  trace.Add("pod.namespace", "namespace", policy.namespace_());

  v1::DeploymentSpec& spec = *document.mutable_spec();
  spec.set_replicas(replicas);
  (*spec.mutable_selector()->mutable_match_labels())[keys.deployable_label()] = deployable.facts.key();
  trace.Add("pod.selector", "selector", keys.deployable_label(), "=", deployable.facts.key());
  *spec.mutable_template_()->mutable_metadata()->mutable_labels() = metadata.labels();
  v1::PodSpec& pod = *spec.mutable_template_()->mutable_spec();
  PlacePod(deployable, policy, catalog.FindOffer(policy.provider(), deployable.unit->name()), settings, trace, pod);
  BuildPod(deployable, settings, trace, pod);
  if (const auto* rollout = FindRollout(ClassOf(deployable, policy), fit, settings.rollouts(), trace)) {
    WriteRollout(*rollout, *spec.mutable_strategy());
  }
}

}  // namespace berth
