#include <openssl/err.h>
#include <openssl/ssl.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpc/grpc_security_constants.h"
#include "grpcpp/create_channel.h"
#include "gtest/gtest.h"
#include "server/files/file_watcher.h"
#include "server/tls/tls_reloader.h"
#include "tests/server/files/temporary_directory.h"
#include "tests/server/log_lines.h"
#include "tests/server/tls/guarded_server.h"
#include "tests/server/tls/test_certificates.h"

namespace berth {
namespace {

constexpr char kService[] = "berth.v1.PlacementService/";

struct Call {
  grpc::Status status;
  std::string caller;              // As the server sees it.
  std::string server_certificate;  // As the client sees it.
};

Call CallInfo(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  v1::GetCatalogInfoResponse response;
  Call call;
  call.status = v1::PlacementService::NewStub(channel)->GetCatalogInfo(&context, {}, &response);
  call.caller = response.catalog_revision();
  if (context.auth_context() == nullptr) return call;
  for (const grpc::string_ref& pem : context.auth_context()->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME)) {
    call.server_certificate.assign(pem.data(), pem.size());
  }
  return call;
}

class MutualTlsTest : public testing::TestWithParam<Accepting> {
 protected:
  TlsPaths Paths() const {
    return {
        .certificate = directory_ / "server.pem", .private_key = directory_ / "server.key", .client_ca = client_ca_};
  }
  CallerRules Rules() const {
    return *CallerRules::Make({{"GetCatalogInfo", {"spiffe://test/reader"}}, {"ListHardware", {"dns:lister.test"}}},
                              {absl::StrCat(kService, "GetCatalogInfo"), absl::StrCat(kService, "ListHardware")});
  }
  ClientIdentity Client(const CertificateRequest& request) const {
    return {files_.authority.certificate_pem, MakeCertificate(request, files_.authority)};
  }
  ClientIdentity Reader() const { return Client({.common_name = "r", .names = {"uri:spiffe://test/reader"}}); }

  LogLines log_;
  const TemporaryDirectory directory_;
  TestServerFiles files_ = WriteServerFiles(directory_.path().string());
  std::string client_ca_ = directory_ / "ca.pem";
};

INSTANTIATE_TEST_SUITE_P(Accepting, MutualTlsTest, testing::Values(Accepting::kByGrpc, Accepting::kByOwnLoop),
                         [](const auto& test) { return test.param == Accepting::kByGrpc ? "ByGrpc" : "ByOwnLoop"; });

TEST_P(MutualTlsTest, AdmitsWhomItShall) {
  struct Case {
    const char* name;
    ClientIdentity client;
    grpc::StatusCode code;
    const char* message = "";
    const char* caller = "";
  };
  const std::string& trusted = files_.authority.certificate_pem;
  const std::vector<std::string> listed = {"uri:spiffe://test/reader"};
  const TestCertificate namesake = MakeRoot({.common_name = "Test Authority"});
  const std::vector<Case> cases = {
      {"no certificate", {trusted, {}}, grpc::StatusCode::UNAVAILABLE},
      {"wrong CA",
       {trusted, MakeCertificate({.common_name = "x", .names = listed}, namesake)},
       grpc::StatusCode::UNAVAILABLE},
      {"signed by itself", {trusted, MakeRoot({.common_name = "x", .names = listed})}, grpc::StatusCode::UNAVAILABLE},
      {"expired",
       Client({.common_name = "x", .names = listed, .valid_from = -absl::Hours(2), .valid_to = -absl::Hours(1)}),
       grpc::StatusCode::UNAVAILABLE},
      {"not yet valid", Client({.common_name = "x", .names = listed, .valid_from = absl::Hours(1)}),
       grpc::StatusCode::UNAVAILABLE},
      {"client that trusts another CA", {namesake.certificate_pem, Reader().own}, grpc::StatusCode::UNAVAILABLE},
      {"unlisted name", Client({.common_name = "x", .names = {"dns:other.test"}}), grpc::StatusCode::PERMISSION_DENIED,
       "caller `dns:other.test` may not call `berth.v1.PlacementService/GetCatalogInfo`"},
      {"listed for another method", Client({.common_name = "x", .names = {"dns:lister.test"}}),
       grpc::StatusCode::PERMISSION_DENIED,
       "caller `dns:lister.test` may not call `berth.v1.PlacementService/GetCatalogInfo`"},
      {"no name but a common one", Client({.common_name = "spiffe://test/reader"}), grpc::StatusCode::PERMISSION_DENIED,
       "caller `cn:spiffe://test/reader` may not call `berth.v1.PlacementService/GetCatalogInfo`"},
      {"listed", Reader(), grpc::StatusCode::OK, "", "uri:spiffe://test/reader"},
      {"listed, with other names",
       Client({.common_name = "x", .names = {"dns:A.test", "email:a@test", "ip:10.0.0.1", "uri:spiffe://test/reader"}}),
       grpc::StatusCode::OK, "", "uri:spiffe://test/reader"},
  };
  TlsHolder holder(*ReadTlsIdentity(Paths(), absl::Now()));
  const GuardedServer server(holder, Rules(), GetParam());
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    const Call call = CallInfo(ConnectByTls(server.port(), test.client));
    EXPECT_EQ(call.status.error_code(), test.code) << call.status.error_message();
    if (test.code == grpc::StatusCode::PERMISSION_DENIED) {
      EXPECT_EQ(call.status.error_message(), test.message);
    }
    EXPECT_EQ(call.caller, test.caller);
  }
  const auto plaintext =
      grpc::CreateChannel(absl::StrCat("127.0.0.1:", server.port()), grpc::InsecureChannelCredentials());
  EXPECT_EQ(CallInfo(plaintext).status.error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_P(MutualTlsTest, ServesAnyoneWithoutAClientCa) {
  client_ca_.clear();
  TlsHolder holder(*ReadTlsIdentity(Paths(), absl::Now()));
  const GuardedServer server(holder, CallerRules(), GetParam());
  const Call call = CallInfo(ConnectByTls(server.port(), {files_.authority.certificate_pem, {}}));
  EXPECT_TRUE(call.status.ok()) << call.status.error_message();
  EXPECT_EQ(call.caller, "");
}

// Old connections go on, new ones get what is in force, and no call fails.
TEST_P(MutualTlsTest, RotatesUnderCalls) {
  TlsHolder holder(*ReadTlsIdentity(Paths(), absl::Now()));
  const GuardedServer server(holder, Rules(), GetParam());
  const ClientIdentity client = Reader();
  const auto old_connection = ConnectByTls(server.port(), client);
  const std::string first = CallInfo(old_connection).server_certificate;
  EXPECT_EQ(first, files_.server.certificate_pem);

  TlsReloader reloader(Paths(), holder, [](ReloadResult, const absl::Status&, const TlsIdentity&) {});
  FileWatcher watcher({Paths().certificate, Paths().private_key, Paths().client_ca});
  watcher.Start([&](FileEvent event) { return reloader.Reload(event); });
  std::atomic<bool> done = false;
  std::atomic<int> calls = 0;
  std::vector<std::thread> callers;
  for (const bool reconnect : {false, true}) {
    callers.emplace_back([&, reconnect] {
      while (!done) {
        const Call call = CallInfo(reconnect ? ConnectByTls(server.port(), client) : old_connection);
        EXPECT_TRUE(call.status.ok()) << call.status.error_message();
        if (!reconnect) {
          EXPECT_EQ(call.server_certificate, first);
        }
        ++calls;
      }
    });
  }
  for (int i = 0; i < 10; ++i) {
    // A key alone changes nothing; its certificate follows.
    ReplaceBy(Paths().private_key, Reader().own.key_pem);
    RotateServerFiles(directory_.path().string(), files_);
    std::string served;
    const absl::Time give_up = absl::Now() + absl::Seconds(30);
    while (served != files_.server.certificate_pem && absl::Now() < give_up) {
      served = CallInfo(ConnectByTls(server.port(), client)).server_certificate;
    }
    ASSERT_EQ(served, files_.server.certificate_pem);
  }
  done = true;
  for (std::thread& caller : callers) caller.join();
  EXPECT_GT(calls, 20);
}

// gRPC exchanges the identity of a port without a lock; whoever accepts must not do so on two threads.
TEST_P(MutualTlsTest, RotatesUnderManyNewConnections) {
  TlsHolder holder(*ReadTlsIdentity(Paths(), absl::Now()));
  const GuardedServer server(holder, Rules(), GetParam());
  const ClientIdentity client = Reader();
  const auto one = holder.Snapshot();
  RotateServerFiles(directory_.path().string(), files_);
  const auto two = *ReadTlsIdentity(Paths(), absl::Now());
  std::atomic<int> running = 4;
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      for (int call = 0; call < 50; ++call) {
        const grpc::Status status = CallInfo(ConnectByTls(server.port(), client)).status;
        EXPECT_TRUE(status.ok()) << status.error_message();
      }
      --running;
    });
  }
  for (int i = 0; running > 0; ++i) {
    holder.Replace(i % 2 == 0 ? two : one);
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  for (std::thread& caller : callers) caller.join();
}

TEST_P(MutualTlsTest, TakesAnotherClientCa) {
  TlsHolder holder(*ReadTlsIdentity(Paths(), absl::Now()));
  const GuardedServer server(holder, Rules(), GetParam());
  const TestCertificate next = MakeRoot({.common_name = "Next Authority"});
  const ClientIdentity old_client = Reader();
  const ClientIdentity next_client = {
      files_.authority.certificate_pem,
      MakeCertificate({.common_name = "x", .names = {"uri:spiffe://test/reader"}}, next)};
  EXPECT_EQ(CallInfo(ConnectByTls(server.port(), next_client)).status.error_code(), grpc::StatusCode::UNAVAILABLE);
  ReplaceBy(client_ca_, next.certificate_pem);
  TlsReloader(Paths(), holder, [](ReloadResult, const absl::Status&, const TlsIdentity&) {
  }).Reload(FileEvent::kChanged);
  EXPECT_EQ(CallInfo(ConnectByTls(server.port(), next_client)).status.error_code(), grpc::StatusCode::OK);
  EXPECT_EQ(CallInfo(ConnectByTls(server.port(), old_client)).status.error_code(), grpc::StatusCode::UNAVAILABLE);
}

// Each server and port keeps track of its own identity.
TEST_F(MutualTlsTest, ServesTwoPortsFromOneHolder) {
  TlsHolder holder(*ReadTlsIdentity(Paths(), absl::Now()));
  const GuardedServer one(holder, Rules(), Accepting::kByGrpc);
  const GuardedServer two(holder, Rules(), Accepting::kByOwnLoop);
  RotateServerFiles(directory_.path().string(), files_);
  holder.Replace(*ReadTlsIdentity(Paths(), absl::Now()));
  for (const GuardedServer* server : {&one, &two}) {
    EXPECT_EQ(CallInfo(ConnectByTls(server->port(), Reader())).server_certificate, files_.server.certificate_pem);
  }
}

// Whether a handshake of this version alone succeeds; otherwise what the server objects to.
std::string Handshake(int port, int version) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_cipher_list(context.get(), "ALL:@SECLEVEL=0");
  SSL_CTX_set_min_proto_version(context.get(), version);
  SSL_CTX_set_max_proto_version(context.get(), version);
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(BIO_new_ssl_connect(context.get()), &BIO_free_all);
  BIO_set_conn_hostname(bio.get(), absl::StrCat("127.0.0.1:", port).c_str());
  ERR_clear_error();
  if (BIO_do_handshake(bio.get()) == 1) return "accepted";
  const char* reason = ERR_reason_error_string(ERR_peek_error());
  return reason == nullptr ? "unknown" : reason;
}

TEST_F(MutualTlsTest, TakesNoVersionBefore12) {
  client_ca_.clear();
  TlsHolder holder(*ReadTlsIdentity(Paths(), absl::Now()));
  const GuardedServer server(holder, CallerRules(), Accepting::kByGrpc);
  const std::string old = Handshake(server.port(), TLS1_1_VERSION);
  EXPECT_NE(old, "accepted");
  EXPECT_NE(old, "no protocols available") << "the client itself refused";
  EXPECT_EQ(Handshake(server.port(), TLS1_2_VERSION), "accepted");
  EXPECT_EQ(Handshake(server.port(), TLS1_3_VERSION), "accepted");
}

}  // namespace
}  // namespace berth
