// Certificates for tests, made in memory (EC P-256, SHA-256), and written to files
// where a process needs them. Not for anything but tests: keys are in plain text.
#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"

namespace berth {

struct TestCertificate {
  std::string certificate_pem;  // Without those that lead to the root.
  std::string key_pem;
};

struct CertificateRequest {
  std::string common_name;
  std::vector<std::string> names =
      {};  // Such as `dns:a.example`, `uri:spiffe://a/b`, `email:a@example`, `ip:127.0.0.1`.
  absl::Duration valid_from = -absl::Hours(1);  // From now.
  absl::Duration valid_to = absl::Hours(24);
  bool authority = false;
  bool weak_key = false;       // RSA with 1024 bits.
  bool encrypted_key = false;  // With a password that nobody knows.
};

// Signed by itself.
TestCertificate MakeRoot(CertificateRequest request);
TestCertificate MakeCertificate(const CertificateRequest& request, const TestCertificate& issuer);

// An authority, a server certificate of it for 127.0.0.1, and where they are: `ca.pem`, `server.pem`, `server.key`
// (mode 0600) in `directory`. Replaces each file by a rename.
struct TestServerFiles {
  TestCertificate authority;
  TestCertificate server;
};
TestServerFiles WriteServerFiles(const std::string& directory);
// Another certificate and key for the same server, of the same authority.
void RotateServerFiles(const std::string& directory, TestServerFiles& files);

}  // namespace berth
