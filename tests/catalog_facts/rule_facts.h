// The facts of the default catalog that docs/rules.md lists beside the rules:
// the rows of rules.tsv in this directory.
#pragma once

#include <fstream>
#include <map>
#include <stdexcept>
#include <string>

#include "absl/strings/str_cat.h"

namespace berth {

// What each says, by its id. Throws if the table cannot be read.
inline std::map<std::string, std::string> RuleFacts() {
  std::ifstream table(absl::StrCat(BERTH_SOURCE_DIR, "/tests/catalog_facts/rules.tsv"));
  if (!table.is_open()) throw std::runtime_error("tests/catalog_facts/rules.tsv cannot be read");
  std::map<std::string, std::string> facts;
  for (std::string line; std::getline(table, line);) {
    const size_t tab = line.find('\t');
    if (line.empty() || line.front() == '#' || tab == std::string::npos) continue;
    facts[line.substr(0, tab)] = line.substr(tab + 1);
  }
  return facts;
}

}  // namespace berth
