#include "core/replicate/deployable.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/names/identifiers.h"
#include "core/replicate/config_validation.h"
#include "core/replicate/effective_config.h"
#include "core/replicate/hotswap.h"
#include "core/replicate/workload_validation.h"
#include "core/sku/limits.h"

namespace berth {
namespace {

constexpr size_t kKeyDigits = 32;

struct Identity {
  absl::string_view key_prefix;
  absl::string_view id;
  absl::string_view queue_prefix;
  absl::string_view infrastructure;
  absl::string_view job_kind;
  std::vector<ConfigSource> sources;
};

Identity IdentifyVersion(const v1::ReplicateVersion& version, bool hotswap, const v1::QueueNames& names) {
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
          {{"replicate.version.prediction_config", &version.prediction_config()}}};
}

Identity IdentifyDeployment(const v1::ReplicateWorkload& workload, const v1::QueueNames& names) {
  Identity identity{names.deployment_key_prefix(),
                    workload.deployment().id(),
                    names.prediction_queue_prefix(),
                    "persistent",
                    "prediction",
                    {{"replicate.deployment.config", &workload.deployment().config()}}};
  if (workload.version().has_prediction_config()) {
    identity.sources.push_back({"replicate.version.prediction_config", &workload.version().prediction_config()});
  }
  return identity;
}

Identity Identify(const v1::ReplicateWorkload& workload, bool hotswap, const v1::QueueNames& names) {
  switch (workload.kind()) {
    case v1::DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION:
      return IdentifyDeployment(workload, names);
    case v1::DEPLOYABLE_KIND_FUNCTION_PREDICTION:
      return {names.function_key_prefix(),
              workload.procedure().id(),
              names.prediction_queue_prefix(),
              "ephemeral",
              "procedure",
              {{"replicate.procedure.config", &workload.procedure().config()}}};
    case v1::DEPLOYABLE_KIND_VERSION_TRAINING:
      return {names.training_key_prefix(),
              workload.version().docker_image_id(),
              names.training_queue_prefix(),
              "ephemeral",
              "training",
              {{"replicate.version.training_config", &workload.version().training_config()}}};
    default:
      return IdentifyVersion(workload.version(), hotswap, names);
  }
}

// INVARIANT: a validated id is an image id or a UUID.
std::string KeyDigits(absl::string_view id) {
  if (auto image = ParseImageId(id)) return image->substr(0, kKeyDigits);
  return ParseUuid(id).value_or("");
}

void ResolveHardwareOf(const std::vector<ConfigSource>& sources, const CatalogIndex& catalog, Deployable& deployable,
                       Violations& violations) {
  for (const ConfigSource& source : sources) {
    if (!source.config->has_hardware() && !source.config->has_compute_unit()) continue;
    deployable.sku = ResolveSku(source, catalog, violations);
    if (deployable.sku == nullptr) return;
    deployable.unit = catalog.FindComputeUnit(deployable.sku->compute_unit());
    if (deployable.facts.kind() == v1::DEPLOYABLE_KIND_FUNCTION_PREDICTION && HasGpu(*deployable.unit)) {
      const absl::string_view field = source.config->has_hardware() ? ".hardware" : ".compute_unit";
      violations.Add(v1::ERROR_REASON_GPU_NOT_ALLOWED, absl::StrCat(source.path, field),
                     absl::StrCat("functions run on CPU hardware only, and `", deployable.sku->name(), "` has a GPU"));
    }
    return;
  }
}

void ResolveConfig(const std::vector<ConfigSource>& sources, const CatalogIndex& catalog, Deployable& deployable,
                   Violations& violations) {
  for (const ConfigSource& source : sources) ValidateConfig(source, catalog, violations);
  deployable.config = EffectiveConfig(sources);
  ValidateEffectiveConfig(deployable.config, sources.front().path, violations);
  ResolveHardwareOf(sources, catalog, deployable, violations);
}

void FillFacts(const v1::ReplicateWorkload& workload, const Identity& identity, const v1::QueueNames& names,
               v1::DeployableFacts& facts) {
  facts.set_infrastructure(std::string(identity.infrastructure));
  facts.set_config_source(std::string(identity.sources.front().path));
  facts.set_prefer_same_stream(facts.hotswap().hotswappable());
  facts.set_director_job_kind(std::string(identity.job_kind));
  facts.set_key(absl::StrCat(identity.key_prefix, KeyDigits(identity.id)));
  facts.set_queue(workload.procedure().unified_pipeline() ? names.unified_pipeline_queue()
                                                          : absl::StrCat(identity.queue_prefix, facts.key()));
  facts.set_queue_shuffle_sharded(true);
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

void TraceDecisions(const v1::DeployableFacts& facts, bool unified_pipeline, DecisionTrace& trace) {
  if (!trace.enabled()) return;
  const std::string row = absl::StrCat("workload.", RowOf(facts));
  if (facts.has_hotswap()) {
    trace.Add("workload.hotswap.all-conditions", "hotswap", facts.hotswap().hotswappable() ? "yes" : "no");
  }
  trace.Add(absl::StrCat(row, ".infrastructure"), "infrastructure", facts.infrastructure());
  trace.Add(absl::StrCat(row, ".config"), "configuration", facts.config_source());
  trace.Add(absl::StrCat(row, ".key"), "key", facts.key());
  trace.Add(unified_pipeline ? "workload.function.unified-queue" : absl::StrCat(row, ".queue"), "queue", facts.queue());
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
  TraceDecisions(deployable.facts, workload.procedure().unified_pipeline(), trace);
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
