// Reads Prometheus' text format, as far as tests need it.
#pragma once

#include <map>
#include <set>
#include <string>

#include "absl/strings/string_view.h"

namespace berth {

struct Exposition {
  std::map<std::string, double> values;  // By name and labels as they stand in the text, labels sorted.
  std::map<std::string, std::string> types;
  std::map<std::string, std::string> help;

  // The value of a series such as `a{b="c"}`; -1 if there is none.
  double At(const std::string& series) const;
  // How many series the metric has.
  int CountOf(const std::string& name) const;
};

Exposition ReadExposition(absl::string_view text);

}  // namespace berth
