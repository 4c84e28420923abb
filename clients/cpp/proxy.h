// Which HTTP proxy gRPC uses, so that errors can name it.
#pragma once

#include <optional>
#include <string>

#include "clients/cpp/server_address.h"

namespace berth {

struct Proxy {
  // Without user and password.
  std::string address;
  // The environment variable that names it.
  std::string variable;
};

// As gRPC documents it (doc/environment_variables.md): the first that is set of `grpc_proxy`, `https_proxy` and
// `http_proxy`, unless the host ends in an entry of `no_grpc_proxy` or else of `no_proxy`. Never for loopback
// addresses, where PlacementClient turns proxies off. `environment` is `environ`, or another array that ends in null.
std::optional<Proxy> ProxyFor(const ServerAddress& server, const char* const* environment);

}  // namespace berth
