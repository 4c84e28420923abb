// Client credentials for TLS, checked before the first connection: of what is
// wrong with them, gRPC would tell no more than that it cannot connect.
#pragma once

#include <grpcpp/security/credentials.h>

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"

namespace berth {

struct PemText {
  // For errors: the path of its file.
  std::string name;
  std::string text;
};

struct OwnCertificate {
  // The client's certificate, then those that lead to a root.
  PemText chain;
  // Not encrypted.
  PemText private_key;
};

struct TlsTexts {
  // Authorities that the server's certificate must come from, one or more.
  PemText ca;
  // For servers that want to know who calls (mutual TLS).
  std::optional<OwnCertificate> own;
};

// INVALID_ARGUMENT names the text at fault.
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeTlsCredentials(const TlsTexts& texts);

}  // namespace berth
