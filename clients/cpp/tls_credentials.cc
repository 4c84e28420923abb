#include "clients/cpp/tls_credentials.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

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

// Without it, OpenSSL asks the terminal.
int NoPassword(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return -1; }

Bio BioOf(const std::string& text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

absl::Status Fault(const PemText& pem, absl::string_view what) {
  ERR_clear_error();
  return absl::InvalidArgumentError(absl::StrCat("`", pem.name, "` ", what));
}

// The first certificate, once all of them have been read.
absl::StatusOr<Certificate> ReadCertificates(const PemText& pem) {
  const Bio bio = BioOf(pem.text);
  ERR_clear_error();
  Certificate first;
  while (Certificate next{PEM_read_bio_X509(bio.get(), nullptr, &NoPassword, nullptr)}) {
    if (first == nullptr) first = std::move(next);
  }
  if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) {
    return Fault(pem, "has a certificate that does not parse");
  }
  if (first == nullptr) return Fault(pem, "has no certificate in PEM format");
  ERR_clear_error();
  return first;
}

absl::Status Check(const OwnCertificate& own) {
  const absl::StatusOr<Certificate> leaf = ReadCertificates(own.chain);
  if (!leaf.ok()) return leaf.status();
  const Key key(PEM_read_bio_PrivateKey(BioOf(own.private_key.text).get(), nullptr, &NoPassword, nullptr));
  if (key == nullptr) return Fault(own.private_key, "has no private key in PEM format that parses without a password");
  if (X509_check_private_key(leaf->get(), key.get()) == 1) return absl::OkStatus();
  return Fault(own.private_key, absl::StrCat("is not the key of the certificate in `", own.chain.name, "`"));
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeTlsCredentials(const TlsTexts& texts) {
  if (absl::Status status = ReadCertificates(texts.ca).status(); !status.ok()) return status;
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = texts.ca.text;
  if (texts.own.has_value()) {
    if (absl::Status status = Check(*texts.own); !status.ok()) return status;
    options.pem_cert_chain = texts.own->chain.text;
    options.pem_private_key = texts.own->private_key.text;
  }
  return grpc::SslCredentials(options);
}

}  // namespace berth
