#include <gtest/gtest.h>

#include "tests/core/catalog/spoilt_catalog.h"

namespace berth {
namespace {

v1::DirectorSettings& Director(v1::Catalog& catalog) { return *catalog.mutable_replicate()->mutable_director(); }
v1::VolumeSettings& Volumes(v1::Catalog& catalog) { return *catalog.mutable_replicate()->mutable_volumes(); }
v1::MetadataKeys& Keys(v1::Catalog& catalog) { return *catalog.mutable_replicate()->mutable_metadata_keys(); }
v1::GracePeriods& Periods(v1::Catalog& catalog) { return *catalog.mutable_replicate()->mutable_grace_periods(); }
v1::QueueNames& Queues(v1::Catalog& catalog) { return *catalog.mutable_replicate()->mutable_queue_names(); }
v1::InstanceBounds& Bounds(v1::Catalog& catalog) { return *catalog.mutable_replicate()->mutable_instance_bounds(); }

void SetLabel(v1::Catalog& catalog, const std::string& key, const std::string& value) {
  (*catalog.mutable_replicate()->mutable_static_labels())[key] = value;
}

const SpoiltCase kSpoiltDirector[] = {
    {"no image", [](auto& catalog) { Director(catalog).clear_image(); }, {{"replicate.director.image", "is not set"}}},
    {"image that no runtime parses",
     [](auto& catalog) { Director(catalog).set_image("replicate/Director:stable"); },
     {{"replicate.director.image", "`replicate/Director:stable` is not an image reference"}}},
    {"no memory",
     [](auto& catalog) { Director(catalog).set_default_memory_mib(0); },
     {{"replicate.director.default_memory_mib", "`0` is not in 1 to"}}},
    {"extra memory that is less",
     [](auto& catalog) { Director(catalog).set_extra_memory_mib(255); },
     {{"replicate.director.extra_memory_mib", "`255` is not in 256 to"}}},
    {"no CPU, though set",
     [](auto& catalog) { Director(catalog).set_cpu_millis(0); },
     {{"replicate.director.cpu_millis", "`0` is not in 1 to"}}},
    {"no setup timeout",
     [](auto& catalog) { Director(catalog).clear_default_setup_timeout_seconds(); },
     {{"replicate.director.default_setup_timeout_seconds", "`0` is not in 1 to"}}},
    {"no variable",
     [](auto& catalog) { Director(catalog).clear_job_kind_variable(); },
     {{"replicate.director.job_kind_variable", "`` is no name of an environment variable"}}},
    {"illegal variable",
     [](auto& catalog) { Director(catalog).set_setup_timeout_variable("A=B"); },
     {{"replicate.director.setup_timeout_variable", "`A=B` is no name"}}},
    {"variable twice",
     [](auto& catalog) { Director(catalog).set_prefer_same_stream_variable("DIRECTOR_JOB_KIND"); },
     {{"replicate.director.prefer_same_stream_variable", "`DIRECTOR_JOB_KIND` is there twice"}}},
    {"illegal optional variable",
     [](auto& catalog) { Director(catalog).set_predict_timeout_variable("1"); },
     {{"replicate.director.predict_timeout_variable", "is no name"}}},
    {"optional variable twice",
     [](auto& catalog) { Director(catalog).set_predict_timeout_variable("DIRECTOR_JOB_KIND"); },
     {{"replicate.director.predict_timeout_variable", "is there twice"}}},
};

const SpoiltCase kSpoiltPods[] = {
    {"no share of memory",
     [](auto& catalog) { Volumes(catalog).set_shm_percent(0); },
     {{"replicate.volumes.shm_percent", "`0` is not in 1 to 100"}}},
    {"more than all memory",
     [](auto& catalog) { Volumes(catalog).set_shm_percent(101); },
     {{"replicate.volumes.shm_percent", "`101` is not in 1 to 100"}}},
    {"volume of nothing",
     [](auto& catalog) { Volumes(catalog).clear_supervisor_ipc_mib(); },
     {{"replicate.volumes.supervisor_ipc_mib", "`0` is not in 1 to"}}},
    {"relative path",
     [](auto& catalog) { Volumes(catalog).set_shm_mount_path("dev/shm"); },
     {{"replicate.volumes.shm_mount_path", "`dev/shm` is no absolute path"}}},
    {"path twice",
     [](auto& catalog) { Volumes(catalog).set_run_cache_mount_path("/dev/shm"); },
     {{"replicate.volumes.run_cache_mount_path", "`/dev/shm` is there twice"}}},
    {"illegal label key",
     [](auto& catalog) { Keys(catalog).set_deployable_label("-"); },
     {{"replicate.metadata_keys.deployable_label", "`-` is no label key"}}},
    {"label key twice",
     [](auto& catalog) { Keys(catalog).set_grace_period_label("berth.dev/compute-unit"); },
     {{"replicate.metadata_keys.grace_period_label", "is there twice"}}},
    {"illegal annotation key",
     [](auto& catalog) { Keys(catalog).clear_queue_annotation(); },
     {{"replicate.metadata_keys.queue_annotation", "`` is no label key"}}},
    {"annotation key twice",
     [](auto& catalog) { Keys(catalog).set_kind_annotation("berth.dev/queue"); },
     {{"replicate.metadata_keys.kind_annotation", "is there twice"}}},
    {"illegal static label",
     [](auto& catalog) { SetLabel(catalog, "a b", "c d"); },
     {{"replicate.static_labels[a b]", "`a b` is no label key"},
      {"replicate.static_labels[a b]", "`c d` is no label value"}}},
    {"static label that hides another",
     [](auto& catalog) { SetLabel(catalog, "berth.dev/deployable", "mine"); },
     {{"replicate.static_labels[berth.dev/deployable]", "is there twice"}}},
};

const SpoiltCase kSpoiltNumbers[] = {
    {"no threshold",
     [](auto& catalog) { Periods(catalog).clear_extended_above_seconds(); },
     {{"replicate.grace_periods.extended_above_seconds", "`0` is not in 1 to"}}},
    {"negative period",
     [](auto& catalog) { Periods(catalog).set_standard_seconds(-1); },
     {{"replicate.grace_periods.standard_seconds", "`-1` is not in 0 to"}}},
    {"extended period that is shorter",
     [](auto& catalog) { Periods(catalog).set_extended_seconds(299); },
     {{"replicate.grace_periods.extended_seconds", "`299` is not in 300 to"}}},
    {"prefix that makes no name",
     [](auto& catalog) { Queues(catalog).set_version_key_prefix("VP-"); },
     {{"replicate.queue_names.version_key_prefix", "`VP-` makes no DNS label"}}},
    {"prefix that makes a long name",
     [](auto& catalog) { Queues(catalog).set_version_key_prefix(std::string(32, 'v')); },
     {{"replicate.queue_names.version_key_prefix", "makes no DNS label"}}},
    {"prefix of two kinds",
     [](auto& catalog) { Queues(catalog).set_training_key_prefix("vp-"); },
     {{"replicate.queue_names.training_key_prefix", "`vp-` is there twice"}}},
    {"no queue of predictions",
     [](auto& catalog) { Queues(catalog).clear_prediction_queue_prefix(); },
     {{"replicate.queue_names.prediction_queue_prefix", "is not set"}}},
    {"no queue of trainings",
     [](auto& catalog) { Queues(catalog).clear_training_queue_prefix(); },
     {{"replicate.queue_names.training_queue_prefix", "is not set"}}},
    {"no queue of procedures",
     [](auto& catalog) { Queues(catalog).clear_unified_pipeline_queue(); },
     {{"replicate.queue_names.unified_pipeline_queue", "is not set"}}},
    {"negative bound",
     [](auto& catalog) { Bounds(catalog).set_max_min_instances(-1); },
     {{"replicate.instance_bounds.max_min_instances", "`-1` is not in 0 to"}}},
    {"bounds that cross",
     [](auto& catalog) { Bounds(catalog).set_max_max_instances(4); },
     {{"replicate.instance_bounds.max_max_instances", "`4` is not in 5 to"}}},
    {"no longest timeout",
     [](auto& catalog) { Bounds(catalog).clear_max_timeout_seconds(); },
     {{"replicate.instance_bounds.max_timeout_seconds", "`0` is not in 1 to"}}},
};

TEST(SettingsValidatorTest, RefusesEachFaultOfTheDirector) { ExpectRefused(kSpoiltDirector); }
TEST(SettingsValidatorTest, RefusesEachFaultOfThePods) { ExpectRefused(kSpoiltPods); }
v1::RolloutStrategies& Rollouts(v1::Catalog& catalog) { return *catalog.mutable_replicate()->mutable_rollouts(); }

const SpoiltCase kSpoiltRollouts[] = {
    {"rollout without type",
     [](auto& catalog) { Rollouts(catalog).mutable_gpu(); },
     {{"replicate.rollouts.gpu.type", "is neither `RollingUpdate` nor `Recreate`"}}},
    {"a number that does not belong to it",
     [](auto& catalog) {
       Rollouts(catalog).mutable_procedure()->set_type("Recreate");
       Rollouts(catalog).mutable_procedure()->set_max_surge(1);
     },
     {{"replicate.rollouts.procedure.max_surge", "it and `max_unavailable` belong to `RollingUpdate`"}}},
    {"a number that is missing",
     [](auto& catalog) { Rollouts(catalog).mutable_whole_node()->clear_max_surge(); },
     {{"replicate.rollouts.whole_node.max_surge", "it and `max_unavailable` must be set"}}},
    {"a rollout that never moves",
     [](auto& catalog) { Rollouts(catalog).mutable_whole_node()->set_max_unavailable(0); },
     {{"replicate.rollouts.whole_node.max_unavailable", "is 0, and so is `max_surge`"}}},
    {"less than no pods",
     [](auto& catalog) { Rollouts(catalog).mutable_whole_node()->set_max_surge(-1); },
     {{"replicate.rollouts.whole_node.max_surge", "`-1` is not in 0 to"}}},
};

TEST(SettingsValidatorTest, RefusesEachFaultOfTheRollouts) { ExpectRefused(kSpoiltRollouts); }
TEST(SettingsValidatorTest, RefusesEachFaultOfTheNumbers) { ExpectRefused(kSpoiltNumbers); }

}  // namespace
}  // namespace berth
