// The TLS identity in force, replaceable as a whole while connections are made.
// Does not read or check. Thread-safe.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <utility>

#include "server/tls/tls_identity.h"

namespace berth {

class TlsHolder {
 public:
  // Never null.
  explicit TlsHolder(std::shared_ptr<const TlsIdentity> identity) : identity_(std::move(identity)) {}

  std::shared_ptr<const TlsIdentity> Snapshot() const;
  // Never null. Connections made before live on.
  void Replace(std::shared_ptr<const TlsIdentity> identity);

  // One that wants to hear of each identity once.
  class Reader {
   public:
    explicit Reader(const TlsHolder& holder) : holder_(holder) {}
    // The identity in force; null if this is what the last call returned.
    std::shared_ptr<const TlsIdentity> Next();

   private:
    const TlsHolder& holder_;
    std::mutex mutex_;
    std::shared_ptr<const TlsIdentity> last_;
  };
  // Lives as long as the holder.
  Reader& AddReader();

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const TlsIdentity> identity_;
  std::deque<Reader> readers_;
};

}  // namespace berth
