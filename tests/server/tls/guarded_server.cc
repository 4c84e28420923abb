#include "tests/server/tls/guarded_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"
#include "server/callers/caller_identities.h"
#include "server/status/status_mapping.h"
#include "server/tls/tls_credentials.h"

namespace berth {

class GuardedServer::Service final : public v1::PlacementService::Service {
 public:
  explicit Service(CallerRules rules) : rules_(std::move(rules)) {}

  grpc::Status GetCatalogInfo(grpc::ServerContext* context, const v1::GetCatalogInfoRequest* /*request*/,
                              v1::GetCatalogInfoResponse* response) override {
    response->set_catalog_revision(IdentitiesOf(*context->auth_context()).display);
    return Admit(*context, "berth.v1.PlacementService/GetCatalogInfo");
  }

  grpc::Status ListHardware(grpc::ServerContext* context, const v1::ListHardwareRequest* /*request*/,
                            v1::ListHardwareResponse* /*response*/) override {
    return Admit(*context, "berth.v1.PlacementService/ListHardware");
  }

 private:
  grpc::Status Admit(const grpc::ServerContext& context, const std::string& method) const {
    const CallerIdentities caller = IdentitiesOf(*context.auth_context());
    if (rules_.Admits(method, caller.names)) return grpc::Status::OK;
    return ToGrpcStatus(CallerNotAllowed(method, caller.display), method);
  }

  const CallerRules rules_;
};

namespace {

// On loopback, on a port that the system chooses.
int Listen(int& port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  EXPECT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(listen(listener, SOMAXCONN), 0);
  EXPECT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  port = ntohs(address.sin_port);
  return listener;
}

}  // namespace

GuardedServer::GuardedServer(TlsHolder& holder, CallerRules rules, Accepting accepting)
    : service_(std::make_unique<Service>(std::move(rules))) {
  grpc::ServerBuilder builder;
  builder.RegisterService(service_.get());
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor;
  if (accepting == Accepting::kByGrpc) {
    builder.AddListeningPort("127.0.0.1:0", MakeTlsCredentials(holder), &port_);
  } else {
    acceptor = builder.experimental().AddExternalConnectionAcceptor(
        grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, MakeTlsCredentials(holder));
  }
  server_ = builder.BuildAndStart();
  EXPECT_NE(server_, nullptr);
  if (acceptor == nullptr) return;
  listener_ = Listen(port_);
  accepts_ = std::thread([this, acceptor = std::move(acceptor)] { Accept(*acceptor); });
}

GuardedServer::~GuardedServer() {
  if (listener_ >= 0) {
    shutdown(listener_, SHUT_RDWR);
    accepts_.join();
    close(listener_);
  }
  server_->Shutdown();
}

void GuardedServer::Accept(grpc::experimental::ExternalConnectionAcceptor& acceptor) const {
  while (true) {
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (connection < 0) return;
    grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters parameters;
    parameters.fd = connection;
    acceptor.HandleNewConnection(&parameters);
  }
}

std::shared_ptr<grpc::Channel> ConnectByTls(int port, const ClientIdentity& identity) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  const grpc::SslCredentialsOptions options = {identity.trusted_pem, identity.own.key_pem,
                                               identity.own.certificate_pem};
  return grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", port), grpc::SslCredentials(options), arguments);
}

}  // namespace berth
