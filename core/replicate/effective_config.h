// The configuration that a deployable runs with, merged from those that apply.
#pragma once

#include <vector>

#include "absl/strings/string_view.h"
#include "berth/v1/workload.pb.h"

namespace berth {

struct ConfigSource {
  absl::string_view path;
  const v1::DeployableConfig* config;
};

// Merges `sources`, the first of which wins field by field; a non-empty environment counts as one field. Without the
// hardware, which HardwareSources tells.
v1::DeployableConfig EffectiveConfig(const std::vector<ConfigSource>& sources);

// The first source whose configuration satisfies `sets`; null if there is none.
template <typename Predicate>
const ConfigSource* FirstThat(const std::vector<ConfigSource>& sources, Predicate sets) {
  for (const ConfigSource& source : sources) {
    if (sets(*source.config)) return &source;
  }
  return nullptr;
}

// Which sources say what the hardware is. A SKU or a compute unit of the first source that names one replaces all that
// later sources say; a count alone changes the count of the unit that a later source names.
struct HardwareSources {
  // Null where no source names hardware.
  const ConfigSource* unit = nullptr;
  // Null where the name says the count, or nothing does.
  const ConfigSource* count = nullptr;
};
HardwareSources FindHardwareSources(const std::vector<ConfigSource>& sources);

}  // namespace berth
