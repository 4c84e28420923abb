// gRPC server credentials that take the identity in force at each handshake. gRPC
// itself keeps TLS 1.2 as the lowest version. With a client CA, clients must show
// a certificate of it; what they may call is not decided here.
#pragma once

#include <memory>

#include "grpcpp/security/server_credentials.h"
#include "server/tls/tls_holder.h"

namespace berth {

// The holder must outlive the server, and all its identities have a client CA if the first has one.
// INVARIANT: connections of one port are accepted by one thread at a time (one listening socket, or one accept loop):
// gRPC 1.51 exchanges a port's identity without a lock.
std::shared_ptr<grpc::ServerCredentials> MakeTlsCredentials(TlsHolder& holder);

}  // namespace berth
