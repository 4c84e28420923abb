#include "server/catalog/catalog_holder.h"

namespace berth {

std::shared_ptr<const CatalogIndex> CatalogHolder::Snapshot() const {
  const std::lock_guard lock(mutex_);
  return catalog_;
}

void CatalogHolder::Replace(std::shared_ptr<const CatalogIndex> catalog) {
  // The old one, if this was its last owner, goes outside the lock: a large catalog takes a while.
  const std::lock_guard lock(mutex_);
  catalog_.swap(catalog);
  loaded_at_ = absl::Now();
}

absl::Time CatalogHolder::loaded_at() const {
  const std::lock_guard lock(mutex_);
  return loaded_at_;
}

}  // namespace berth
