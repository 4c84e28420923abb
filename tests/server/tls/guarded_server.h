// A gRPC server with our credentials and caller rules, in the test's own process:
// on a port that gRPC listens on, or behind an accept loop of its own.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "berth/v1/placement_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/server.h"
#include "server/callers/caller_rules.h"
#include "server/tls/tls_holder.h"
#include "tests/server/tls/test_certificates.h"

namespace grpc::experimental {
class ExternalConnectionAcceptor;
}

namespace berth {

// Who listens.
enum class Accepting { kByGrpc, kByOwnLoop };

// Answers GetCatalogInfo with the caller's name for a revision, and ListHardware with nothing.
class GuardedServer {
 public:
  GuardedServer(TlsHolder& holder, CallerRules rules, Accepting accepting);
  ~GuardedServer();

  GuardedServer(const GuardedServer&) = delete;
  GuardedServer& operator=(const GuardedServer&) = delete;

  int port() const { return port_; }

 private:
  class Service;

  void Accept(grpc::experimental::ExternalConnectionAcceptor& acceptor) const;

  std::unique_ptr<Service> service_;
  std::unique_ptr<grpc::Server> server_;
  int listener_ = -1;
  int port_ = 0;
  std::thread accepts_;
};

// What a client has: the authority that it trusts, and its own certificate, if any.
struct ClientIdentity {
  std::string trusted_pem;
  TestCertificate own;
};

// A connection of its own.
std::shared_ptr<grpc::Channel> ConnectByTls(int port, const ClientIdentity& identity);

}  // namespace berth
