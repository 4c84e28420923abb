#include "server/tls/tls_credentials.h"

#include <string>

#include "grpc/grpc.h"
#include "grpc/grpc_security.h"

namespace berth {
namespace {

grpc_ssl_certificate_config_reload_status Fetch(void* reader, grpc_ssl_server_certificate_config** config) {
  const std::shared_ptr<const TlsIdentity> identity = static_cast<TlsHolder::Reader*>(reader)->Next();
  if (identity == nullptr) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
  const grpc_ssl_pem_key_cert_pair pair = {.private_key = identity->private_key_pem.c_str(),
                                           .cert_chain = identity->certificate_pem.c_str()};
  // gRPC aborts without any roots, even where it will ask for no client certificate that they could verify.
  const std::string& roots = identity->client_ca_pem.empty() ? identity->certificate_pem : identity->client_ca_pem;
  *config = grpc_ssl_server_certificate_config_create(roots.c_str(), &pair, 1);
  return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
}

class TlsCredentials final : public grpc::ServerCredentials {
 public:
  explicit TlsCredentials(TlsHolder& holder) : holder_(holder) {}

  // Identities are those of certificates; no metadata takes part.
  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>& /*processor*/) override {}

 private:
  // Each port has a reader of its own, since each keeps the identity that it was told last.
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    const bool verify = !holder_.Snapshot()->client_ca_pem.empty();
    grpc_server_credentials* credentials =
        grpc_ssl_server_credentials_create_with_options(grpc_ssl_server_credentials_create_options_using_config_fetcher(
            verify ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                   : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE,
            &Fetch, &holder_.AddReader()));
    const int port = grpc_server_add_http2_port(server, address.c_str(), credentials);
    grpc_server_credentials_release(credentials);
    return port;
  }

  TlsHolder& holder_;
};

}  // namespace

std::shared_ptr<grpc::ServerCredentials> MakeTlsCredentials(TlsHolder& holder) {
  return std::make_shared<TlsCredentials>(holder);
}

}  // namespace berth
