// Encrypted connections: `berth` and the client library against servers that want
// TLS, certificates of their clients', or neither.
#include <grpcpp/security/server_credentials.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cpp/placement_client.h"
#include "clients/cpp/tls_credentials.h"
#include "tests/clients/answering_server.h"
#include "tests/process/child_process.h"
#include "tests/server/files/temporary_directory.h"
#include "tests/server/tls/test_certificates.h"

namespace berth {
namespace {

constexpr char kServerName[] = "berth.example";

std::shared_ptr<grpc::ServerCredentials> ServerCredentials(const TestCertificate& own, const std::string& client_ca) {
  grpc::SslServerCredentialsOptions options(client_ca.empty()
                                                ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                                                : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = client_ca;
  options.pem_key_cert_pairs.push_back({own.key_pem, own.certificate_pem});
  return grpc::SslServerCredentials(options);
}

// Two authorities, a client's certificate of each, and servers of the first: without TLS, with it, with mutual TLS, and
// one that its certificate does not name by its address.
class TlsTest : public testing::Test {
 protected:
  TlsTest() {
    Write("ca.pem", authority_.certificate_pem);
    Write("other-ca.pem", other_.certificate_pem);
    Write("client", MakeCertificate({.common_name = "client"}, authority_));
    Write("foreign", MakeCertificate({.common_name = "client"}, other_));
    Write("locked", MakeCertificate({.common_name = "client", .encrypted_key = true}, authority_));
    Write("empty.pem", "");
    Write("broken.pem", authority_.certificate_pem.substr(0, authority_.certificate_pem.size() / 2));
  }

  void Write(const std::string& name, const std::string& text) { WriteTo(directory_ / name, text); }
  void Write(const std::string& name, const TestCertificate& certificate) {
    Write(name + ".pem", certificate.certificate_pem);
    Write(name + ".key", certificate.key_pem);
  }
  TestCertificate ServerCertificate(const std::string& name) const {
    return MakeCertificate({.common_name = "server", .names = {name}}, authority_);
  }

  // `@` in `words` stands for the directory of the files.
  ChildResult Berth(const std::string& address, const std::string& words) const {
    ChildOptions options;
    options.argv = {BERTH_CLI_PATH, "resolve", "cpu", "--timeout", "20s", "--address", address};
    for (const absl::string_view word : absl::StrSplit(words, ' ', absl::SkipEmpty())) {
      options.argv.push_back(absl::StartsWith(word, "@") ? directory_ / word.substr(1) : std::string(word));
    }
    const absl::StatusOr<ChildResult> result = RunChild(options);
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? *result : ChildResult();
  }

  const TemporaryDirectory directory_;
  const TestCertificate authority_ = MakeRoot({.common_name = "Test Authority"});
  const TestCertificate other_ = MakeRoot({.common_name = "Other Authority"});
  const AnsweringServer plain_;
  const AnsweringServer tls_{ServerCredentials(ServerCertificate("ip:127.0.0.1"), "")};
  const AnsweringServer mutual_{ServerCredentials(ServerCertificate("ip:127.0.0.1"), authority_.certificate_pem)};
  const AnsweringServer named_{ServerCredentials(ServerCertificate(absl::StrCat("dns:", kServerName)), "")};
};

TEST_F(TlsTest, CommandLineConnectsOrSaysWhatItLacks) {
  constexpr char kOwn[] = "--tls-ca @ca.pem --tls-cert @client.pem --tls-key @client.key";
  struct Case {
    const char* name;
    const AnsweringServer& server;
    std::string words;
    int exit_status;
    // Part of standard error.
    const char* says = "";
  };
  const Case cases[] = {
      {"Plain", plain_, "", 0},
      {"Encrypted", tls_, "--tls-ca @ca.pem", 0},
      {"Mutual", mutual_, kOwn, 0},
      {"OwnCertificateIsNotAskedFor", tls_, kOwn, 0},
      {"ServerName", named_, "--tls-ca @ca.pem --tls-server-name berth.example", 0},
      {"WithoutTls", tls_, "", 1, "the server may want TLS: use `--tls-ca`"},
      {"WithoutTlsToMutual", mutual_, "", 1, "the server may want TLS: use `--tls-ca`"},
      {"TlsToPlain", plain_, "--tls-ca @ca.pem", 1, "the server may not speak TLS: leave `--tls-ca` out"},
      {"OtherAuthority", tls_, "--tls-ca @other-ca.pem", 1, "no authority in the file of `--tls-ca` issued it"},
      {"OtherName", named_, "--tls-ca @ca.pem", 1, "for another name: use `--tls-server-name`"},
      {"WithoutOwnCertificate", mutual_, "--tls-ca @ca.pem", 1, "use `--tls-cert` and `--tls-key`"},
      {"ForeignOwnCertificate", mutual_, "--tls-ca @ca.pem --tls-cert @foreign.pem --tls-key @foreign.key", 1,
       "may require a client certificate that it trusts"},
  };
  for (const Case& test : cases) {
    const ChildResult result = Berth(test.server.address(), test.words);
    EXPECT_EQ(result.exit_status, test.exit_status) << test.name << ": " << result.errors;
    EXPECT_EQ(result.output.empty(), test.exit_status != 0) << test.name;
    EXPECT_TRUE(absl::StrContains(result.errors, test.says)) << test.name << ": " << result.errors;
  }
}

TEST_F(TlsTest, FilesAndOptionsThatDoNotFitAreNamed) {
  struct Case {
    const char* name;
    const char* words;
    int exit_status;
    const char* says;
  };
  const Case cases[] = {
      {"CertificateAlone", "--tls-ca @ca.pem --tls-cert @client.pem", 2,
       "`--tls-cert` and `--tls-key` need each other"},
      {"KeyAlone", "--tls-ca @ca.pem --tls-key @client.key", 2, "`--tls-cert` and `--tls-key` need each other"},
      {"NoCa", "--tls-cert @client.pem --tls-key @client.key", 2, "`--tls-cert` needs `--tls-ca`"},
      {"NameAlone", "--tls-server-name x", 2, "`--tls-server-name` needs `--tls-ca`"},
      {"Local", "--local --tls-ca @ca.pem", 2, "`--address` excludes `--local`"},
      {"MissingCa", "--tls-ca @nope.pem", 1, "nope.pem`: No such file"},
      {"MissingKey", "--tls-ca @ca.pem --tls-cert @client.pem --tls-key @nope.key", 1, "nope.key`: No such file"},
      {"Directory", "--tls-ca /", 1, "cannot read `/`"},
      {"Endless", "--tls-ca /dev/zero", 2, "larger than"},
      {"EmptyCa", "--tls-ca @empty.pem", 2, "empty.pem` has no certificate in PEM format"},
      {"KeyAsCa", "--tls-ca @client.key", 2, "client.key` has no certificate in PEM format"},
      {"BrokenCa", "--tls-ca @broken.pem", 2, "broken.pem` has a certificate that does not parse"},
      {"EmptyCertificate", "--tls-ca @ca.pem --tls-cert @empty.pem --tls-key @empty.pem", 2, "has no certificate"},
      {"CertificateAsKey", "--tls-ca @ca.pem --tls-cert @client.pem --tls-key @client.pem", 2, "has no private key"},
      {"EncryptedKey", "--tls-ca @ca.pem --tls-cert @locked.pem --tls-key @locked.key", 2, "without a password"},
      {"KeyOfAnother", "--tls-ca @ca.pem --tls-cert @client.pem --tls-key @foreign.key", 2,
       "is not the key of the certificate in"},
  };
  for (const Case& test : cases) {
    const ChildResult result = Berth(tls_.address(), test.words);
    EXPECT_EQ(result.exit_status, test.exit_status) << test.name << ": " << result.errors;
    EXPECT_EQ(result.output, "") << test.name;
    EXPECT_TRUE(absl::StrContains(result.errors, test.says)) << test.name << ": " << result.errors;
  }
}

TEST_F(TlsTest, LibraryConnectsAndIsKnown) {
  const TestCertificate own = MakeCertificate({.common_name = "client"}, authority_);
  const auto credentials = MakeTlsCredentials(
      {.ca = {"ca", authority_.certificate_pem},
       .own = OwnCertificate{.chain = {"certificate", own.certificate_pem}, .private_key = {"key", own.key_pem}}});
  ASSERT_TRUE(credentials.ok()) << credentials.status();
  for (const AnsweringServer* server : {&tls_, &mutual_, &named_}) {
    PlacementClientOptions options;
    options.address = server->address();
    options.timeout = absl::Seconds(20);
    options.credentials = *credentials;
    if (server == &named_) options.tls_server_name = kServerName;
    const auto info = PlacementClient(options).GetCatalogInfo(v1::GetCatalogInfoRequest());
    EXPECT_TRUE(info.ok()) << info.status();
  }
}

}  // namespace
}  // namespace berth
