#include "core/replicate/pod.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "core/names/kubernetes_names.h"
#include "core/sku/limits.h"

namespace berth {
namespace {

constexpr absl::string_view kGpuResource = "nvidia.com/gpu";
constexpr absl::string_view kShmVolume = "shm";
constexpr absl::string_view kIpcVolume = "supervisor-ipc";
constexpr absl::string_view kCacheVolume = "run-cache";
constexpr int kPercent = 100;

using Quantities = google::protobuf::Map<std::string, std::string>;

void SetQuantities(const v1::Resources& resources, Quantities& quantities) {
  if (resources.cpu_millis() > 0) quantities["cpu"] = CpuQuantity(resources.cpu_millis());
  if (resources.memory_mib() > 0) quantities["memory"] = MemoryQuantity(resources.memory_mib());
  if (resources.gpus() > 0) quantities[std::string(kGpuResource)] = absl::StrCat(resources.gpus());
}

void AddEnv(absl::string_view name, absl::string_view value, v1::Container& container) {
  v1::EnvVar& variable = *container.add_env();
  variable.set_name(std::string(name));
  variable.set_value(std::string(value));
}

void AddMount(absl::string_view volume, absl::string_view path, v1::Container& container) {
  v1::VolumeMount& mount = *container.add_volume_mounts();
  mount.set_name(std::string(volume));
  mount.set_mount_path(std::string(path));
}

v1::EmptyDirVolumeSource& AddVolume(absl::string_view name, v1::PodSpec& pod) {
  v1::Volume& volume = *pod.add_volumes();
  volume.set_name(std::string(name));
  return *volume.mutable_empty_dir();
}

void AddMemoryVolume(absl::string_view name, int size_mib, v1::PodSpec& pod) {
  v1::EmptyDirVolumeSource& directory = AddVolume(name, pod);
  directory.set_medium("Memory");
  directory.set_size_limit(MemoryQuantity(size_mib));
}

v1::Resources DirectorResources(const Deployable& deployable, const v1::DirectorSettings& director) {
  v1::Resources resources;
  resources.set_memory_mib(DirectorMemoryMib(director, *deployable.unit, deployable.config.director_extra_memory()));
  if (director.has_cpu_millis()) resources.set_cpu_millis(director.cpu_millis());
  return resources;
}

void BuildDirectorEnv(const Deployable& deployable, const v1::DirectorSettings& settings, v1::Container& container) {
  const v1::DeployableConfig& config = deployable.config;
  AddEnv(settings.job_kind_variable(), deployable.facts.director_job_kind(), container);
  if (deployable.facts.prefer_same_stream()) AddEnv(settings.prefer_same_stream_variable(), "true", container);
  const int64_t setup_seconds =
      config.has_setup_timeout() ? config.setup_timeout().seconds() : settings.default_setup_timeout_seconds();
  AddEnv(settings.setup_timeout_variable(), absl::StrCat(setup_seconds, "s"), container);
  if (!settings.predict_timeout_variable().empty() && config.has_predict_timeout()) {
    AddEnv(settings.predict_timeout_variable(), absl::StrCat(config.predict_timeout().seconds(), "s"), container);
  }
}

absl::string_view DirectorMemoryRule(const Deployable& deployable) {
  if (deployable.config.director_extra_memory()) return "hardware.director.extra";
  return deployable.unit->has_director_memory_mib() ? "hardware.director.unit" : "hardware.director.default";
}

void BuildDirector(const Deployable& deployable, const v1::ReplicateSettings& settings, DecisionTrace& trace,
                   v1::Container& container) {
  container.set_name("director");
  container.set_image(settings.director().image());
  BuildDirectorEnv(deployable, settings.director(), container);
  const v1::Resources resources = DirectorResources(deployable, settings.director());
  SetQuantities(resources, *container.mutable_resources()->mutable_limits());
  SetQuantities(resources, *container.mutable_resources()->mutable_requests());
  AddMount(kIpcVolume, settings.volumes().supervisor_ipc_mount_path(), container);
  trace.Add(DirectorMemoryRule(deployable), "director memory", MemoryQuantity(resources.memory_mib()));
  for (const v1::EnvVar& variable : container.env()) {
    trace.Add("director.env", "director environment", variable.name(), "=", variable.value());
  }
}

void BuildModel(const Deployable& deployable, const ContainerResources& resources, const v1::VolumeSettings& volumes,
                v1::Container& container) {
  container.set_name("model");
  container.set_image(deployable.config.docker_image());
  for (const v1::EnvVar& variable : deployable.config.env()) AddEnv(variable.name(), variable.value(), container);
  SetQuantities(resources.limits, *container.mutable_resources()->mutable_limits());
  SetQuantities(resources.requests, *container.mutable_resources()->mutable_requests());
  AddMount(kShmVolume, volumes.shm_mount_path(), container);
  AddMount(kIpcVolume, volumes.supervisor_ipc_mount_path(), container);
  AddMount(kCacheVolume, volumes.run_cache_mount_path(), container);
}

bool HasOverride(const Deployable& deployable) {
  for (const v1::CountOverride& exception : deployable.unit->overrides()) {
    if (exception.compute_units_per_instance() == deployable.units()) return true;
  }
  return false;
}

void TraceResources(const Deployable& deployable, const ContainerResources& resources, DecisionTrace& trace) {
  const auto show = [](const v1::Resources& amount) {
    return absl::StrCat(CpuQuantity(amount.cpu_millis()), " CPU, ", MemoryQuantity(amount.memory_mib()), ", ",
                        amount.gpus(), " GPU");
  };
  if (!trace.enabled()) return;
  trace.Add(HasOverride(deployable) ? "hardware.limits.exception" : "hardware.limits.multiply", "limits",
            show(resources.limits));
  const bool equal = show(resources.requests) == show(resources.limits);
  trace.Add(equal ? "hardware.requests.equal-limits" : "hardware.requests.own", "requests", show(resources.requests));
}

}  // namespace

v1::Resources PodRequests(const Deployable& deployable, const v1::DirectorSettings& director) {
  // INVARIANT: a unit without limits never gets here.
  v1::Resources total = ModelResources(*deployable.unit, deployable.units())->requests;
  const v1::Resources sidecar = DirectorResources(deployable, director);
  total.set_cpu_millis(total.cpu_millis() + sidecar.cpu_millis());
  total.set_memory_mib(total.memory_mib() + sidecar.memory_mib());
  return total;
}

bool HasExtendedGrace(const v1::DeployableConfig& config, const v1::GracePeriods& periods) {
  return config.predict_timeout().seconds() > periods.extended_above_seconds();
}

void BuildPod(const Deployable& deployable, const v1::ReplicateSettings& settings, DecisionTrace& trace,
              v1::PodSpec& pod) {
  const ContainerResources resources = *ModelResources(*deployable.unit, deployable.units());
  const v1::VolumeSettings& volumes = settings.volumes();
  const v1::GracePeriods& periods = settings.grace_periods();
  const bool extended = HasExtendedGrace(deployable.config, periods);
  pod.set_termination_grace_period_seconds(extended ? periods.extended_seconds() : periods.standard_seconds());
  BuildDirector(deployable, settings, trace, *pod.add_containers());
  BuildModel(deployable, resources, volumes, *pod.add_containers());
  TraceResources(deployable, resources, trace);
  const int shm_mib = resources.limits.memory_mib() / kPercent * volumes.shm_percent() +
                      resources.limits.memory_mib() % kPercent * volumes.shm_percent() / kPercent;
  AddMemoryVolume(kShmVolume, shm_mib, pod);
  AddMemoryVolume(kIpcVolume, volumes.supervisor_ipc_mib(), pod);
  AddVolume(kCacheVolume, pod);
  trace.Add("hardware.shm", "size of /dev/shm", MemoryQuantity(shm_mib));
  trace.Add(extended ? "pod.grace-period.extended" : "pod.grace-period.standard", "grace period",
            pod.termination_grace_period_seconds(), " s");
}

}  // namespace berth
