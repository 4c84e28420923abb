// Replicate's settings.
#include <string>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "core/catalog/section_validators.h"
#include "core/names/image_reference.h"
#include "core/names/kubernetes_names.h"
#include "core/names/nearest_names.h"

namespace berth {
namespace {

constexpr int kSecondsPerDay = 86'400;
constexpr int kMaxTimeoutSeconds = 365 * kSecondsPerDay;
constexpr int kMaxRolloutPods = 1'000'000;

void ValidateDirector(const v1::DirectorSettings& director, FaultCollector& faults) {
  const FaultCollector::Scope scope(faults, "director");
  faults.RequireText("image", director.image());
  faults.Require(director.image().empty() || IsImageReference(director.image()), "image",
                 absl::StrCat("`", Shortened(director.image()), "` is not an image reference"));
  faults.RequireRange("default_memory_mib", director.default_memory_mib(), 1, kMaxMemoryMib);
  faults.RequireRange("extra_memory_mib", director.extra_memory_mib(), director.default_memory_mib(), kMaxMemoryMib);
  if (director.has_cpu_millis()) faults.RequireRange("cpu_millis", director.cpu_millis(), 1, kMaxCpuMillis);
  faults.RequireRange("default_setup_timeout_seconds", director.default_setup_timeout_seconds(), 1, kMaxTimeoutSeconds);
  absl::flat_hash_set<std::string> names;
  const std::pair<absl::string_view, const std::string&> required[] = {
      {"job_kind_variable", director.job_kind_variable()},
      {"prefer_same_stream_variable", director.prefer_same_stream_variable()},
      {"setup_timeout_variable", director.setup_timeout_variable()}};
  for (const auto& [field, name] : required) {
    faults.Require(IsEnvVarName(name), field, absl::StrCat("`", name, "` is no name of an environment variable"));
    faults.RequireNew(names, field, name);
  }
  if (!director.predict_timeout_variable().empty()) {
    faults.Require(IsEnvVarName(director.predict_timeout_variable()), "predict_timeout_variable",
                   "is no name of an environment variable");
    faults.RequireNew(names, "predict_timeout_variable", director.predict_timeout_variable());
  }
}

void ValidateVolumes(const v1::VolumeSettings& volumes, FaultCollector& faults) {
  const FaultCollector::Scope scope(faults, "volumes");
  faults.RequireRange("shm_percent", volumes.shm_percent(), 1, 100);
  faults.RequireRange("supervisor_ipc_mib", volumes.supervisor_ipc_mib(), 1, kMaxMemoryMib);
  absl::flat_hash_set<std::string> paths;
  const std::pair<absl::string_view, const std::string&> mounts[] = {
      {"shm_mount_path", volumes.shm_mount_path()},
      {"supervisor_ipc_mount_path", volumes.supervisor_ipc_mount_path()},
      {"run_cache_mount_path", volumes.run_cache_mount_path()}};
  for (const auto& [field, path] : mounts) {
    faults.Require(IsMountPath(path), field, absl::StrCat("`", path, "` is no absolute path"));
    faults.RequireNew(paths, field, path);
  }
}

void ValidateMetadata(const v1::ReplicateSettings& settings, FaultCollector& faults) {
  const v1::MetadataKeys& keys = settings.metadata_keys();
  absl::flat_hash_set<std::string> labels;
  absl::flat_hash_set<std::string> annotations;
  const std::pair<absl::string_view, const std::string&> label_keys[] = {
      {"metadata_keys.deployable_label", keys.deployable_label()},
      {"metadata_keys.compute_unit_label", keys.compute_unit_label()},
      {"metadata_keys.grace_period_label", keys.grace_period_label()}};
  for (const auto& [field, key] : label_keys) {
    faults.RequireLabelKey(field, key);
    faults.RequireNew(labels, field, key);
  }
  const std::pair<absl::string_view, const std::string&> annotation_keys[] = {
      {"metadata_keys.queue_annotation", keys.queue_annotation()},
      {"metadata_keys.sku_annotation", keys.sku_annotation()},
      {"metadata_keys.kind_annotation", keys.kind_annotation()}};
  for (const auto& [field, key] : annotation_keys) {
    faults.RequireLabelKey(field, key);
    faults.RequireNew(annotations, field, key);
  }
  const absl::btree_map<std::string, std::string> static_labels(settings.static_labels().begin(),
                                                                settings.static_labels().end());
  for (const auto& [key, value] : static_labels) {
    const std::string field = absl::StrCat("static_labels[", key, "]");
    faults.RequireLabelKey(field, key);
    faults.RequireLabelValue(field, value);
    faults.RequireNew(labels, field, key);
  }
}

void ValidateGracePeriods(const v1::GracePeriods& periods, FaultCollector& faults) {
  const FaultCollector::Scope scope(faults, "grace_periods");
  faults.RequireRange("extended_above_seconds", periods.extended_above_seconds(), 1, kMaxTimeoutSeconds);
  faults.RequireRange("standard_seconds", periods.standard_seconds(), 0, kMaxTimeoutSeconds);
  faults.RequireRange("extended_seconds", periods.extended_seconds(), periods.standard_seconds(), kMaxTimeoutSeconds);
}

void ValidateQueueNames(const v1::QueueNames& names, FaultCollector& faults) {
  const FaultCollector::Scope scope(faults, "queue_names");
  absl::flat_hash_set<std::string> prefixes;
  const std::pair<absl::string_view, const std::string&> key_prefixes[] = {
      {"deployment_key_prefix", names.deployment_key_prefix()},
      {"function_key_prefix", names.function_key_prefix()},
      {"version_key_prefix", names.version_key_prefix()},
      {"hotswap_key_prefix", names.hotswap_key_prefix()},
      {"training_key_prefix", names.training_key_prefix()}};
  for (const auto& [field, prefix] : key_prefixes) {
    // A key is the prefix and 32 hexadecimal digits, and it names the Deployment.
    faults.Require(IsDnsLabel(absl::StrCat(prefix, std::string(32, '0'))), field,
                   absl::StrCat("`", prefix, "` makes no DNS label"));
    faults.RequireNew(prefixes, field, prefix);
  }
  faults.RequireText("prediction_queue_prefix", names.prediction_queue_prefix());
  faults.RequireText("training_queue_prefix", names.training_queue_prefix());
  faults.RequireText("unified_pipeline_queue", names.unified_pipeline_queue());
}

void ValidateRollout(absl::string_view field, const v1::RolloutStrategy& rollout, FaultCollector& faults) {
  const FaultCollector::Scope scope(faults, field);
  const bool rolling = rollout.type() == "RollingUpdate";
  faults.Require(rolling || rollout.type() == "Recreate", "type", "is neither `RollingUpdate` nor `Recreate`");
  if (!rolling) {
    faults.Require(!rollout.has_max_surge() && !rollout.has_max_unavailable(), "max_surge",
                   "it and `max_unavailable` belong to `RollingUpdate`");
    return;
  }
  faults.Require(rollout.has_max_surge() && rollout.has_max_unavailable(), "max_surge",
                 "it and `max_unavailable` must be set");
  faults.RequireRange("max_surge", rollout.max_surge(), 0, kMaxRolloutPods);
  faults.RequireRange("max_unavailable", rollout.max_unavailable(), 0, kMaxRolloutPods);
  faults.Require(rollout.max_surge() != 0 || rollout.max_unavailable() != 0, "max_unavailable",
                 "is 0, and so is `max_surge`: no pod could ever be replaced");
}

void ValidateRollouts(const v1::RolloutStrategies& rollouts, FaultCollector& faults) {
  const FaultCollector::Scope scope(faults, "rollouts");
  if (rollouts.has_whole_node()) ValidateRollout("whole_node", rollouts.whole_node(), faults);
  if (rollouts.has_gpu()) ValidateRollout("gpu", rollouts.gpu(), faults);
  if (rollouts.has_cpu_model()) ValidateRollout("cpu_model", rollouts.cpu_model(), faults);
  if (rollouts.has_procedure()) ValidateRollout("procedure", rollouts.procedure(), faults);
}

}  // namespace

void ValidateReplicateSettings(const v1::ReplicateSettings& settings, FaultCollector& faults) {
  const FaultCollector::Scope scope(faults, "replicate");
  ValidateDirector(settings.director(), faults);
  ValidateVolumes(settings.volumes(), faults);
  ValidateMetadata(settings, faults);
  ValidateGracePeriods(settings.grace_periods(), faults);
  ValidateQueueNames(settings.queue_names(), faults);
  ValidateRollouts(settings.rollouts(), faults);
  const v1::InstanceBounds& bounds = settings.instance_bounds();
  faults.RequireRange("instance_bounds.max_min_instances", bounds.max_min_instances(), 0, 1'000'000);
  faults.RequireRange("instance_bounds.max_max_instances", bounds.max_max_instances(), bounds.max_min_instances(),
                      1'000'000);
  faults.RequireRange("instance_bounds.max_timeout_seconds", bounds.max_timeout_seconds(), 1, kMaxTimeoutSeconds);
}

}  // namespace berth
