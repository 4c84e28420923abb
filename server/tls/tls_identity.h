// Who the server is on encrypted connections, and whose certificates it takes
// from clients: read from files and checked as a whole in memory, so that what is
// put into force works. Never logs a key. Thread-safe.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace berth {

struct TlsPaths {
  std::string certificate;  // PEM, the server's own certificate first, then those that lead to a root.
  std::string private_key;  // PEM, not encrypted.
  std::string client_ca;    // PEM, one or more; empty: clients need no certificate.
};

struct TlsIdentity {
  std::string certificate_pem;
  std::string private_key_pem;
  std::string client_ca_pem;
  absl::Time expires_at;       // Of the server's own certificate.
  std::string fingerprint;     // Its SHA-256, in hexadecimal.
  bool key_is_public = false;  // Everyone on this machine may read the key's file.
};

// All faults at once, in one message: files that cannot be read or parsed, a key of another certificate (the files may
// be of different generations), certificates out of order, a certificate that has expired or is not yet valid.
absl::StatusOr<std::shared_ptr<const TlsIdentity>> ReadTlsIdentity(const TlsPaths& paths, absl::Time now);

}  // namespace berth
