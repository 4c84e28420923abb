#include "core/replicate/effective_config.h"

namespace berth {
namespace {

void Override(const v1::DeployableConfig& over, v1::DeployableConfig& config) {
  if (!over.env().empty()) config.clear_env();
  // MergeFrom would add up the seconds and nanos of two durations.
  if (over.has_setup_timeout()) config.clear_setup_timeout();
  if (over.has_predict_timeout()) config.clear_predict_timeout();
  config.MergeFrom(over);
}

}  // namespace

v1::DeployableConfig EffectiveConfig(const std::vector<ConfigSource>& sources) {
  v1::DeployableConfig config;
  for (auto source = sources.rbegin(); source != sources.rend(); ++source) Override(*source->config, config);
  config.clear_hardware();
  config.clear_compute_unit();
  config.clear_compute_units_per_instance();
  return config;
}

HardwareSources FindHardwareSources(const std::vector<ConfigSource>& sources) {
  HardwareSources found;
  for (const ConfigSource& source : sources) {
    if (found.count == nullptr && source.config->has_compute_units_per_instance()) found.count = &source;
    if (source.config->has_hardware() || source.config->has_compute_unit()) {
      found.unit = &source;
      break;
    }
  }
  return found;
}

}  // namespace berth
