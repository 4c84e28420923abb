#include "core/replicate/deployable.h"

#include <initializer_list>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/names/identifiers.h"
#include "core/replicate/config_validation.h"
#include "core/replicate/effective_config.h"
#include "core/replicate/hotswap.h"
#include "core/replicate/workload_validation.h"
#include "core/sku/limits.h"
#include "core/wire/wire.h"

namespace berth {
namespace {

constexpr size_t kKeyDigits = 32;

// The variable by which NVIDIA's container runtime learns which of the node's GPUs a container sees, requested or not.
bool AsksForGpus(const v1::EnvVar& variable) {
  return variable.name() == "NVIDIA_VISIBLE_DEVICES" && !variable.value().empty() && variable.value() != "void" &&
         variable.value() != "none";
}

struct Identity {
  absl::string_view key_prefix;
  absl::string_view id;
  absl::string_view queue_prefix;
  absl::string_view infrastructure;
  absl::string_view job_kind;
  std::vector<ConfigSource> sources;
};

// Those of `sources` that the request has.
std::vector<ConfigSource> Present(std::initializer_list<std::pair<bool, ConfigSource>> sources) {
  std::vector<ConfigSource> present;
  for (const auto& [is_present, source] : sources) {
    if (is_present) present.push_back(source);
  }
  return present;
}

Identity IdentifyVersion(const v1::ReplicateWorkload& workload, bool hotswap, const v1::QueueNames& names) {
  const v1::ReplicateVersion& version = workload.version();
  if (hotswap) {
    const v1::ReplicateBaseVersion& base = version.base_version();
    return {names.hotswap_key_prefix(),
            base.docker_image_id(),
            names.prediction_queue_prefix(),
            "shared base",
            "prediction",
            {{"replicate.version.base_version.prediction_config", &base.prediction_config()}}};
  }
  return {names.version_key_prefix(),
          version.docker_image_id(),
          names.prediction_queue_prefix(),
          "ephemeral",
          "prediction",
          Present({{workload.has_version(), {"replicate.version.prediction_config", &version.prediction_config()}}})};
}

Identity Identify(const v1::ReplicateWorkload& workload, bool hotswap, const v1::QueueNames& names) {
  switch (workload.kind()) {
    case v1::DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION:
      return {names.deployment_key_prefix(),
              workload.deployment().id(),
              names.prediction_queue_prefix(),
              "persistent",
              "prediction",
              Present({{workload.has_deployment(), {"replicate.deployment.config", &workload.deployment().config()}},
                       {workload.version().has_prediction_config(),
                        {"replicate.version.prediction_config", &workload.version().prediction_config()}}})};
    case v1::DEPLOYABLE_KIND_FUNCTION_PREDICTION:
      return {names.function_key_prefix(),
              workload.procedure().id(),
              names.prediction_queue_prefix(),
              "ephemeral",
              "procedure",
              Present({{workload.has_procedure(), {"replicate.procedure.config", &workload.procedure().config()}}})};
    case v1::DEPLOYABLE_KIND_VERSION_TRAINING:
      return {names.training_key_prefix(),
              workload.version().docker_image_id(),
              names.training_queue_prefix(),
              "ephemeral",
              "training",
              Present({{workload.has_version(),
                        {"replicate.version.training_config", &workload.version().training_config()}}})};
    default:
      return IdentifyVersion(workload, hotswap, names);
  }
}

// Versions with weights of their own that do not run on their base's pods share its image, which does not tell them
// apart.
bool SharesItsImage(const v1::ReplicateWorkload& workload, const v1::DeployableFacts& facts) {
  const bool by_image = workload.kind() == v1::DEPLOYABLE_KIND_VERSION_PREDICTION ||
                        workload.kind() == v1::DEPLOYABLE_KIND_VERSION_TRAINING;
  return by_image && !facts.hotswap().hotswappable() && HasAdditionalWeights(workload.version());
}

// INVARIANT: a validated id is an image id or a UUID.
std::string KeyDigits(absl::string_view id) {
  if (auto image = ParseImageId(id)) return image->substr(0, kKeyDigits);
  return ParseUuid(id).value_or("");
}

std::string OwnKeyDigits(const v1::ReplicateVersion& version) {
  constexpr absl::string_view kPrefix = "sha256:";
  const std::string hash = Sha256(absl::StrCat(ParseImageId(version.docker_image_id()).value_or(""), version.id()));
  return hash.substr(kPrefix.size(), kKeyDigits);
}

void ResolveConfig(const std::vector<ConfigSource>& sources, const CatalogIndex& catalog, Deployable& deployable,
                   Violations& violations) {
  if (sources.empty()) return;
  for (const ConfigSource& source : sources) ValidateConfig(source, catalog, violations);
  ValidateEffectiveConfig(sources, violations);
  deployable.config = EffectiveConfig(sources);
  const auto* env = FirstThat(sources, [](const v1::DeployableConfig& config) { return !config.env().empty(); });
  deployable.env_source = env == nullptr ? sources.front().path : env->path;
  const bool cpu_only = deployable.facts.kind() == v1::DEPLOYABLE_KIND_FUNCTION_PREDICTION;
  deployable.sku = ResolveSku(sources, cpu_only, catalog, violations);
  if (deployable.sku != nullptr) deployable.unit = catalog.FindComputeUnit(deployable.sku->compute_unit());
}

void FillFacts(const v1::ReplicateWorkload& workload, const Identity& identity, const v1::QueueNames& names,
               v1::DeployableFacts& facts) {
  facts.set_infrastructure(std::string(identity.infrastructure));
  facts.set_config_source(std::string(identity.sources.front().path));
  facts.set_prefer_same_stream(facts.hotswap().hotswappable());
  facts.set_director_job_kind(std::string(identity.job_kind));
  facts.set_key(absl::StrCat(identity.key_prefix, SharesItsImage(workload, facts) ? OwnKeyDigits(workload.version())
                                                                                  : KeyDigits(identity.id)));
  facts.set_queue(workload.procedure().unified_pipeline() ? names.unified_pipeline_queue()
                                                          : absl::StrCat(identity.queue_prefix, facts.key()));
  facts.set_queue_shuffle_sharded(true);
}

// What is legal and probably not meant, wherever the pod runs.
void Diagnose(const v1::ReplicateWorkload& workload, Deployable& deployable) {
  if (SharesItsImage(workload, deployable.facts)) {
    *deployable.diagnostics.Add() = MakeFinding(
        v1::REASON_KEY_FROM_VERSION_ID, v1::SEVERITY_INFO, "replicate.version.additional_weights",
        "the version has weights of its own on a shared image, so its key comes from image id and version id");
  }
  if (HasGpu(*deployable.unit)) return;
  for (const v1::EnvVar& variable : deployable.config.env()) {
    if (!AsksForGpus(variable)) continue;
    *deployable.diagnostics.Add() =
        MakeFinding(v1::REASON_GPUS_VISIBLE_WITHOUT_REQUEST, v1::SEVERITY_WARNING, variable.name(),
                    absl::StrCat("`", variable.name(), "` makes GPUs visible that the pod does not request"));
  }
}

// The rules of the five columns are named after the row: `workload.<row>.<column>`.
absl::string_view RowOf(const v1::DeployableFacts& facts) {
  switch (facts.kind()) {
    case v1::DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION:
      return "deployment";
    case v1::DEPLOYABLE_KIND_FUNCTION_PREDICTION:
      return "function";
    case v1::DEPLOYABLE_KIND_VERSION_TRAINING:
      return "training";
    default:
      return facts.hotswap().hotswappable() ? "hotswap" : "version";
  }
}

void TraceDecisions(const v1::ReplicateWorkload& workload, const v1::DeployableFacts& facts, DecisionTrace& trace) {
  if (!trace.enabled()) return;
  const std::string row = absl::StrCat("workload.", RowOf(facts));
  if (facts.has_hotswap()) {
    trace.Add("workload.hotswap.all-conditions", "hotswap", facts.hotswap().hotswappable() ? "yes" : "no");
  }
  trace.Add(absl::StrCat(row, ".infrastructure"), "infrastructure", facts.infrastructure());
  trace.Add(absl::StrCat(row, ".config"), "configuration", facts.config_source());
  trace.Add(SharesItsImage(workload, facts) ? "workload.shared-image.key" : absl::StrCat(row, ".key"), "key",
            facts.key());
  trace.Add(workload.procedure().unified_pipeline() ? "workload.function.unified-queue" : absl::StrCat(row, ".queue"),
            "queue", facts.queue());
  trace.Add(absl::StrCat(row, ".job-kind"), "director job kind", facts.director_job_kind());
  trace.Add(absl::StrCat(row, ".prefer-same-stream"), "prefer same stream",
            facts.prefer_same_stream() ? "true" : "false");
}

}  // namespace

Deployable ResolveDeployable(const v1::ReplicateWorkload& workload, const CatalogIndex& catalog, DecisionTrace& trace,
                             Violations& violations) {
  Deployable deployable;
  if (!ValidateWorkload(workload, catalog, violations)) return deployable;
  deployable.facts.set_kind(workload.kind());
  if (workload.kind() == v1::DEPLOYABLE_KIND_VERSION_PREDICTION) {
    *deployable.facts.mutable_hotswap() = EvaluateHotswap(workload.version());
  }
  const v1::QueueNames& names = catalog.replicate().queue_names();
  const Identity identity = Identify(workload, deployable.facts.hotswap().hotswappable(), names);
  ResolveConfig(identity.sources, catalog, deployable, violations);
  if (!violations.empty()) return deployable;
  FillFacts(workload, identity, names, deployable.facts);
  Diagnose(workload, deployable);
  TraceDecisions(workload, deployable.facts, trace);
  return deployable;
}

absl::string_view KindName(v1::DeployableKind kind) {
  switch (kind) {
    case v1::DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION:
      return "deployment-prediction";
    case v1::DEPLOYABLE_KIND_FUNCTION_PREDICTION:
      return "function-prediction";
    case v1::DEPLOYABLE_KIND_VERSION_TRAINING:
      return "version-training";
    default:
      return "version-prediction";
  }
}

v1::Purpose PurposeOf(v1::DeployableKind kind) {
  return kind == v1::DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION ? v1::PURPOSE_DEPLOYMENTS : v1::PURPOSE_MODELS;
}

}  // namespace berth
