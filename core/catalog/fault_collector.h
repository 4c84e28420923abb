// Collects the faults of a catalog under the path of the entry that is being
// looked at, and checks what many entries have in common.
#pragma once

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "core/errors/error_report.h"

namespace berth {

class FaultCollector {
 public:
  // Puts `entry` in front of every field until it is destroyed.
  class Scope {
   public:
    Scope(FaultCollector& faults, absl::string_view entry);
    ~Scope() { faults_.path_.resize(outer_length_); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    FaultCollector& faults_;
    size_t outer_length_;
  };

  void Add(absl::string_view field, absl::string_view message);
  void Require(bool holds, absl::string_view field, absl::string_view message) {
    if (!holds) Add(field, message);
  }

  void RequireRange(absl::string_view field, int64_t value, int64_t low, int64_t high);
  void RequireLabelKey(absl::string_view field, absl::string_view key);
  void RequireLabelValue(absl::string_view field, absl::string_view value);
  void RequireText(absl::string_view field, absl::string_view value);
  // Reports `name` when it was seen in `seen` before.
  void RequireNew(absl::flat_hash_set<std::string>& seen, absl::string_view field, absl::string_view name);

  absl::Status ToStatus() const { return violations_.ToStatus(); }

 private:
  Violations violations_;
  std::string path_;
};

}  // namespace berth
