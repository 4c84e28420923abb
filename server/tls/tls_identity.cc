#include "server/tls/tls_identity.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "server/files/bounded_read.h"
#include "server/files/path_entries.h"

namespace berth {
namespace {

// A bundle of every public root has a quarter of it.
constexpr size_t kMaxPemBytes = size_t{1} << 20;

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
using Context = std::unique_ptr<SSL_CTX, Freed<&SSL_CTX_free>>;
using Faults = std::vector<std::string>;

Bio BioOf(const std::string& text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

// Without it, OpenSSL asks the terminal.
int NoPassword(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return -1; }

// Whether every block that begins also ends. What breaks off within a line that begins one would pass for a comment.
bool IsWhole(absl::string_view text) {
  int open = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (!absl::StartsWith(line, "-")) continue;
    if (!absl::EndsWith(line, "-----")) return false;
    if (absl::StartsWith(line, "-----BEGIN ")) ++open;
    if (absl::StartsWith(line, "-----END ")) --open;
  }
  return open == 0;
}

std::string ReadPem(const std::string& path, Faults& faults) {
  absl::StatusOr<std::string> text = ReadTextFile(path, kMaxPemBytes, FileKind::kRegular);
  if (!text.ok()) {
    faults.emplace_back(text.status().message());
    return "";
  }
  // gRPC takes the texts as C strings.
  if (text->empty() || text->find('\0') != std::string::npos) {
    faults.push_back(absl::StrCat("`", path, "` is ", text->empty() ? "empty" : "not in PEM format"));
    return "";
  }
  if (IsWhole(*text)) return *std::move(text);
  faults.push_back(absl::StrCat("`", path, "` breaks off"));
  return "";
}

// Of a text that is not empty.
std::vector<Certificate> ParseCertificates(const std::string& path, const std::string& text, Faults& faults) {
  std::vector<Certificate> certificates;
  const Bio bio = BioOf(text);
  ERR_clear_error();
  while (X509* certificate = PEM_read_bio_X509(bio.get(), nullptr, &NoPassword, nullptr)) {
    certificates.emplace_back(certificate);
  }
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (!at_end) {
    faults.push_back(absl::StrCat("certificate ", certificates.size() + 1, " of `", path, "` does not parse"));
    certificates.clear();
  } else if (certificates.empty()) {
    faults.push_back(absl::StrCat("`", path, "` has no certificate"));
  }
  return certificates;
}

Key ParseKey(const std::string& path, const std::string& text, Faults& faults) {
  Key key(PEM_read_bio_PrivateKey(BioOf(text).get(), nullptr, &NoPassword, nullptr));
  ERR_clear_error();
  if (key == nullptr) faults.push_back(absl::StrCat("`", path, "` has no private key that parses without a password"));
  return key;
}

absl::Time TimeOf(const ASN1_TIME* time) {
  std::tm fields = {};
  if (ASN1_TIME_to_tm(time, &fields) != 1) return absl::InfinitePast();
  return absl::FromTM(fields, absl::UTCTimeZone());
}

void CheckChain(const std::string& path, const std::vector<Certificate>& chain, absl::Time now, Faults& faults) {
  const absl::Time from = TimeOf(X509_get0_notBefore(chain.front().get()));
  const absl::Time to = TimeOf(X509_get0_notAfter(chain.front().get()));
  if (now < from) {
    faults.push_back(absl::StrCat("the certificate of `", path, "` is not valid before ",
                                  absl::FormatTime(absl::RFC3339_sec, from, absl::UTCTimeZone())));
  }
  if (now > to) {
    faults.push_back(absl::StrCat("the certificate of `", path, "` expired at ",
                                  absl::FormatTime(absl::RFC3339_sec, to, absl::UTCTimeZone())));
  }
  for (size_t i = 0; i + 1 < chain.size(); ++i) {
    X509* issuer = chain[i + 1].get();
    const bool issued = X509_check_issued(issuer, chain[i].get()) == X509_V_OK;
    if (!issued || X509_verify(chain[i].get(), X509_get0_pubkey(issuer)) != 1) {
      faults.push_back(
          absl::StrCat("certificate ", i + 1, " of `", path, "` is not signed by the one that follows it"));
    }
  }
  ERR_clear_error();
}

void CheckClientCa(const std::string& path, const std::vector<Certificate>& bundle, Faults& faults) {
  for (size_t i = 0; i < bundle.size(); ++i) {
    if (X509_check_ca(bundle[i].get()) != 0) continue;
    faults.push_back(absl::StrCat("certificate ", i + 1, " of `", path, "` is not that of a certificate authority"));
  }
}

// What the library that serves it says, such as about a key that is too short.
void TryToUse(const TlsPaths& paths, X509* leaf, EVP_PKEY* key, Faults& faults) {
  const Context context(SSL_CTX_new(TLS_server_method()));
  ERR_clear_error();
  if (context != nullptr && SSL_CTX_use_certificate(context.get(), leaf) == 1 &&
      SSL_CTX_use_PrivateKey(context.get(), key) == 1) {
    return;
  }
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  faults.push_back(absl::StrCat("the certificate of `", paths.certificate, "` with the key of `", paths.private_key,
                                "` cannot be used: ", reason == nullptr ? "unknown reason" : reason));
  ERR_clear_error();
}

std::string FingerprintOf(const X509* certificate) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (X509_digest(certificate, EVP_sha256(), digest, &size) != 1) return "";
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest), size));
}

void CheckCertificateAndKey(const TlsPaths& paths, absl::Time now, TlsIdentity& identity, Faults& faults) {
  std::vector<Certificate> chain;
  Key key;
  if (!identity.certificate_pem.empty()) {
    chain = ParseCertificates(paths.certificate, identity.certificate_pem, faults);
  }
  if (!identity.private_key_pem.empty()) key = ParseKey(paths.private_key, identity.private_key_pem, faults);
  if (chain.empty()) return;
  X509* leaf = chain.front().get();
  CheckChain(paths.certificate, chain, now, faults);
  identity.expires_at = TimeOf(X509_get0_notAfter(leaf));
  identity.fingerprint = FingerprintOf(leaf);
  if (key == nullptr) return;
  if (X509_check_private_key(leaf, key.get()) != 1) {
    ERR_clear_error();
    faults.push_back(absl::StrCat("the key of `", paths.private_key, "` is not that of the certificate of `",
                                  paths.certificate, "`"));
    return;
  }
  TryToUse(paths, leaf, key.get(), faults);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const TlsIdentity>> ReadTlsIdentity(const TlsPaths& paths, absl::Time now) {
  Faults faults;
  const auto identity = std::make_shared<TlsIdentity>();
  identity->certificate_pem = ReadPem(paths.certificate, faults);
  identity->private_key_pem = ReadPem(paths.private_key, faults);
  identity->key_is_public = (IdentityOf(paths.private_key).mode & S_IROTH) != 0;
  CheckCertificateAndKey(paths, now, *identity, faults);
  if (!paths.client_ca.empty()) {
    identity->client_ca_pem = ReadPem(paths.client_ca, faults);
    if (!identity->client_ca_pem.empty()) {
      CheckClientCa(paths.client_ca, ParseCertificates(paths.client_ca, identity->client_ca_pem, faults), faults);
    }
  }
  if (!faults.empty()) return absl::InvalidArgumentError(absl::StrJoin(faults, "; "));
  return identity;
}

}  // namespace berth
