// What became of an attempt to replace something that was read from files.
#pragma once

#include "absl/strings/string_view.h"

namespace berth {

enum class ReloadResult {
  kLoaded,
  kUnchanged,
  kRefused,  // The old one stays in force.
};

// As metrics and log lines call it, such as `loaded`.
constexpr absl::string_view NameOf(ReloadResult result) {
  switch (result) {
    case ReloadResult::kLoaded:
      return "loaded";
    case ReloadResult::kUnchanged:
      return "unchanged";
    case ReloadResult::kRefused:
      break;
  }
  return "refused";
}

}  // namespace berth
