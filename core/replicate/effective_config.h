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

// Merges `sources`, the first of which wins field by field. The hardware counts as one field, however it is written; so
// does a non-empty environment.
v1::DeployableConfig EffectiveConfig(const std::vector<ConfigSource>& sources);

}  // namespace berth
