// Who is calling, by the certificate that the connection showed. Decides nothing.
// Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "grpcpp/security/auth_context.h"

namespace berth {

struct CallerIdentities {
  // Every subject alternative name, as ParseCallerName writes it. Empty without a certificate.
  std::vector<std::string> names;
  // For people and logs, of bounded length and without control characters: a URI if there is one, or else the first
  // name, or else `cn:` and the common name; empty without a certificate.
  std::string display;
};

CallerIdentities IdentitiesOf(const grpc::AuthContext& context);

}  // namespace berth
