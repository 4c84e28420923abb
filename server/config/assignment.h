// What one source says about one setting, not yet understood; and what was
// wrong with that source itself.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace berth {

// Later ones win.
enum class SettingSource { kDefault, kFile, kEnvironment, kFlag };

// `default`, `file`, `environment` or `flag`.
absl::string_view SourceName(SettingSource source);

struct Assignment {
  std::string name;
  std::string value;
  SettingSource source = SettingSource::kDefault;
  // Where it stands, ending in the name as it is written there: `environment BERTH_ADDRESS`.
  std::string place;
};

struct Assignments {
  std::vector<Assignment> values;
  std::vector<std::string> faults;
};

}  // namespace berth
