#include "core/catalog/fault_collector.h"

#include "core/names/kubernetes_names.h"
#include "core/names/nearest_names.h"

namespace berth {

FaultCollector::Scope::Scope(FaultCollector& faults, absl::string_view entry)
    : faults_(faults), outer_length_(faults.path_.size()) {
  absl::StrAppend(&faults_.path_, faults_.path_.empty() ? "" : ".", entry);
}

void FaultCollector::Add(absl::string_view field, absl::string_view message) {
  const std::string path =
      path_.empty() || field.empty() ? absl::StrCat(path_, field) : absl::StrCat(path_, ".", field);
  violations_.Add(v1::ERROR_REASON_INVALID_CATALOG, path, message);
}

void FaultCollector::RequireRange(absl::string_view field, int64_t value, int64_t low, int64_t high) {
  if (value < low || value > high) Add(field, absl::StrCat("`", value, "` is not in ", low, " to ", high));
}

void FaultCollector::RequireLabelKey(absl::string_view field, absl::string_view key) {
  if (!IsQualifiedName(key)) Add(field, absl::StrCat("`", Shortened(key), "` is no label key"));
}

void FaultCollector::RequireLabelValue(absl::string_view field, absl::string_view value) {
  if (value.empty() || !IsLabelValue(value)) Add(field, absl::StrCat("`", Shortened(value), "` is no label value"));
}

void FaultCollector::RequireText(absl::string_view field, absl::string_view value) {
  if (value.empty()) Add(field, "is not set");
}

void FaultCollector::RequireNew(absl::flat_hash_set<std::string>& seen, absl::string_view field,
                                absl::string_view name) {
  if (!seen.insert(std::string(name)).second) Add(field, absl::StrCat("`", Shortened(name), "` is there twice"));
}

}  // namespace berth
