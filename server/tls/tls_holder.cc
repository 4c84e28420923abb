#include "server/tls/tls_holder.h"

namespace berth {

std::shared_ptr<const TlsIdentity> TlsHolder::Snapshot() const {
  const std::lock_guard lock(mutex_);
  return identity_;
}

void TlsHolder::Replace(std::shared_ptr<const TlsIdentity> identity) {
  const std::lock_guard lock(mutex_);
  identity_.swap(identity);
}

TlsHolder::Reader& TlsHolder::AddReader() {
  const std::lock_guard lock(mutex_);
  return readers_.emplace_back(*this);
}

std::shared_ptr<const TlsIdentity> TlsHolder::Reader::Next() {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<const TlsIdentity> identity = holder_.Snapshot();
  if (identity == last_) return nullptr;
  last_ = identity;
  return identity;
}

}  // namespace berth
