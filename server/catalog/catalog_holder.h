// The catalog in force, replaceable as a whole while requests are served. Does
// not read or validate. Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "core/catalog/catalog_index.h"

namespace berth {

class CatalogHolder {
 public:
  // Never null.
  explicit CatalogHolder(std::shared_ptr<const CatalogIndex> catalog) : catalog_(std::move(catalog)) {}

  // The catalog in force. A request takes one snapshot and keeps to it, so that no answer mixes two revisions.
  std::shared_ptr<const CatalogIndex> Snapshot() const;

  // Never null. Snapshots taken before live on.
  void Replace(std::shared_ptr<const CatalogIndex> catalog);

  // When the catalog in force was put there.
  absl::Time loaded_at() const;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const CatalogIndex> catalog_;
  absl::Time loaded_at_ = absl::Now();
};

}  // namespace berth
