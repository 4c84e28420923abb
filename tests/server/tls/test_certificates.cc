#include "tests/server/tls/test_certificates.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <filesystem>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"
#include "tests/server/files/temporary_directory.h"

namespace berth {
namespace {

template <auto kFree>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Bio = std::unique_ptr<BIO, Freed<&BIO_free>>;
using Certificate = std::unique_ptr<X509, Freed<&X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<&EVP_PKEY_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<&X509_EXTENSION_free>>;

std::string TextOf(const Bio& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<size_t>(size));
}

std::string PemOf(EVP_PKEY* key, bool encrypted) {
  const Bio bio(BIO_new(BIO_s_mem()));
  std::string password = "of nobody";
  PEM_write_bio_PKCS8PrivateKey(bio.get(), key, encrypted ? EVP_aes_128_cbc() : nullptr,
                                encrypted ? password.data() : nullptr,
                                encrypted ? static_cast<int>(password.size()) : 0, nullptr, nullptr);
  return TextOf(bio);
}

std::string PemOf(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate);
  return TextOf(bio);
}

Bio BioOf(const std::string& text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

// `dns:a` as OpenSSL's configuration language has it.
std::string SubjectAltName(const std::vector<std::string>& names) {
  return absl::StrJoin(names, ",", [](std::string* out, absl::string_view name) {
    for (const auto& [ours, theirs] :
         {std::pair("dns:", "DNS:"), {"uri:", "URI:"}, {"email:", "email:"}, {"ip:", "IP:"}}) {
      if (absl::ConsumePrefix(&name, ours)) absl::StrAppend(out, theirs, name);
    }
  });
}

void AddExtension(X509* certificate, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()));
  ASSERT_NE(extension, nullptr) << value;
  X509_add_ext(certificate, extension.get(), -1);
}

// Signed by itself if there is no issuer.
TestCertificate Make(const CertificateRequest& request, X509* issuer, EVP_PKEY* issuer_key) {
  const Key key(request.weak_key ? EVP_RSA_gen(1024) : EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  uint64_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial));
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), absl::ToInt64Seconds(request.valid_from));
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), absl::ToInt64Seconds(request.valid_to));
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(request.common_name.c_str()), -1, -1, 0);
  X509* signer = issuer == nullptr ? certificate.get() : issuer;
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer));
  X509_set_pubkey(certificate.get(), key.get());
  AddExtension(certificate.get(), signer, NID_basic_constraints, request.authority ? "critical,CA:TRUE" : "CA:FALSE");
  if (!request.names.empty()) {
    AddExtension(certificate.get(), signer, NID_subject_alt_name, SubjectAltName(request.names));
  }
  EXPECT_GT(X509_sign(certificate.get(), issuer_key == nullptr ? key.get() : issuer_key, EVP_sha256()), 0);
  return {PemOf(certificate.get()), PemOf(key.get(), request.encrypted_key)};
}

void WriteServer(const std::string& directory, const TestCertificate& server) {
  const std::string key = directory + "/server.key.new";
  WriteTo(key, server.key_pem);
  std::filesystem::permissions(key, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::filesystem::rename(key, directory + "/server.key");
  ReplaceBy(directory + "/server.pem", server.certificate_pem);
}

TestCertificate MakeServer(const TestCertificate& authority) {
  return MakeCertificate({.common_name = "server", .names = {"dns:localhost", "ip:127.0.0.1"}}, authority);
}

}  // namespace

TestCertificate MakeRoot(CertificateRequest request) {
  request.authority = true;
  return Make(request, nullptr, nullptr);
}

TestCertificate MakeCertificate(const CertificateRequest& request, const TestCertificate& issuer) {
  const Certificate certificate(PEM_read_bio_X509(BioOf(issuer.certificate_pem).get(), nullptr, nullptr, nullptr));
  const Key key(PEM_read_bio_PrivateKey(BioOf(issuer.key_pem).get(), nullptr, nullptr, nullptr));
  return Make(request, certificate.get(), key.get());
}

TestServerFiles WriteServerFiles(const std::string& directory) {
  TestServerFiles files;
  files.authority = MakeRoot({.common_name = "Test Authority"});
  ReplaceBy(directory + "/ca.pem", files.authority.certificate_pem);
  RotateServerFiles(directory, files);
  return files;
}

void RotateServerFiles(const std::string& directory, TestServerFiles& files) {
  files.server = MakeServer(files.authority);
  WriteServer(directory, files.server);
}

}  // namespace berth
