#include "server/tls/tls_reloader.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "tests/server/files/temporary_directory.h"
#include "tests/server/log_lines.h"
#include "tests/server/tls/test_certificates.h"

namespace berth {
namespace {

namespace fs = std::filesystem;

struct Files {
  TestCertificate root = MakeRoot({.common_name = "root"});
  TestCertificate middle = MakeCertificate({.common_name = "middle", .authority = true}, root);
  TestCertificate leaf = MakeCertificate({.common_name = "leaf", .names = {"dns:a.example"}}, middle);
  TestCertificate other = MakeCertificate({.common_name = "other", .names = {"dns:a.example"}}, middle);
};

TlsPaths PathsIn(const TemporaryDirectory& directory) {
  return {
      .certificate = directory / "tls.crt", .private_key = directory / "tls.key", .client_ca = directory / "ca.crt"};
}

class TlsReloaderTest : public testing::Test {
 protected:
  TlsReloaderTest() { WriteGoodFiles(); }

  void WriteGoodFiles() {
    for (const std::string& path : {paths_.certificate, paths_.private_key, paths_.client_ca}) fs::remove_all(path);
    WriteTo(paths_.certificate, absl::StrCat(files_.leaf.certificate_pem, files_.middle.certificate_pem));
    WriteTo(paths_.private_key, files_.leaf.key_pem);
    WriteTo(paths_.client_ca, files_.root.certificate_pem);
  }

  const Files files_;
  const TemporaryDirectory directory_;
  const TlsPaths paths_ = PathsIn(directory_);
};

TEST_F(TlsReloaderTest, ReadsWhatTheServerIs) {
  const auto identity = ReadTlsIdentity(paths_, absl::Now());
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ((*identity)->certificate_pem, files_.leaf.certificate_pem + files_.middle.certificate_pem);
  EXPECT_EQ((*identity)->private_key_pem, files_.leaf.key_pem);
  EXPECT_EQ((*identity)->client_ca_pem, files_.root.certificate_pem);
  EXPECT_EQ((*identity)->fingerprint.size(), 64);
  EXPECT_GT((*identity)->expires_at, absl::Now() + absl::Hours(23));
  EXPECT_LT((*identity)->expires_at, absl::Now() + absl::Hours(25));
}

TEST_F(TlsReloaderTest, NeedsNoClientCa) {
  TlsPaths paths = paths_;
  paths.client_ca.clear();
  const auto identity = ReadTlsIdentity(paths, absl::Now());
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ((*identity)->client_ca_pem, "");
}

struct Fault {
  const char* name;
  std::function<void(const TlsPaths& paths, const Files& files)> make;
  const char* message;  // With names of files without their directory.
};

std::vector<Fault> Faults() {
  const CertificateRequest expired = {.common_name = "x", .valid_from = -absl::Hours(2), .valid_to = -absl::Hours(1)};
  const CertificateRequest early = {.common_name = "x", .valid_from = absl::Hours(1), .valid_to = absl::Hours(2)};
  const auto serve = [](const CertificateRequest& request) {
    return [request](const TlsPaths& paths, const Files& files) {
      const TestCertificate made = MakeCertificate(request, files.middle);
      WriteTo(paths.certificate, made.certificate_pem);
      WriteTo(paths.private_key, made.key_pem);
    };
  };
  return {
      {"key of another certificate",
       [](const auto& paths, const auto& files) { WriteTo(paths.private_key, files.other.key_pem); },
       "the key of `tls.key` is not that of the certificate of `tls.crt`"},
      {"certificate of another key",
       [](const auto& paths, const auto& files) { WriteTo(paths.certificate, files.other.certificate_pem); },
       "the key of `tls.key` is not that of the certificate of `tls.crt`"},
      {"expired", serve(expired), "the certificate of `tls.crt` expired at "},
      {"not yet valid", serve(early), "the certificate of `tls.crt` is not valid before "},
      {"key too short", serve({.common_name = "x", .weak_key = true}),
       "the certificate of `tls.crt` with the key of `tls.key` cannot be used: ee key too small"},
      {"no certificate", [](const auto& paths, const auto&) { WriteTo(paths.certificate, "nothing\n"); },
       "`tls.crt` has no certificate"},
      {"no key", [](const auto& paths, const auto& files) { WriteTo(paths.private_key, files.leaf.certificate_pem); },
       "`tls.key` has no private key that parses without a password"},
      {"encrypted key",
       [](const auto& paths, const auto& files) {
         WriteTo(paths.private_key, MakeCertificate({.common_name = "x", .encrypted_key = true}, files.middle).key_pem);
       },
       "`tls.key` has no private key that parses without a password"},
      {"certificate truncated in its body",
       [](const auto& paths, const auto& files) {
         WriteTo(paths.certificate, files.leaf.certificate_pem + files.middle.certificate_pem.substr(0, 200));
       },
       "`tls.crt` breaks off"},
      {"certificate truncated in its first line",
       [](const auto& paths, const auto& files) {
         WriteTo(paths.certificate, files.leaf.certificate_pem + "-----BEG");
       },
       "`tls.crt` breaks off"},
      {"key truncated",
       [](const auto& paths, const auto& files) { WriteTo(paths.private_key, files.leaf.key_pem.substr(0, 100)); },
       "`tls.key` breaks off"},
      {"garbled certificate",
       [](const auto& paths, const auto& files) {
         WriteTo(paths.certificate,
                 files.leaf.certificate_pem + absl::StrReplaceAll(files.middle.certificate_pem, {{"MII", "AAA"}}));
       },
       "certificate 2 of `tls.crt` does not parse"},
      {"empty certificate", [](const auto& paths, const auto&) { WriteTo(paths.certificate, ""); },
       "`tls.crt` is empty"},
      {"binary certificate",
       [](const auto& paths, const auto&) { WriteTo(paths.certificate, std::string("\x30\x82\0", 3)); },
       "`tls.crt` is not in PEM format"},
      {"chain in the wrong order",
       [](const auto& paths, const auto& files) {
         WriteTo(paths.certificate,
                 absl::StrCat(files.leaf.certificate_pem, files.root.certificate_pem, files.middle.certificate_pem));
       },
       "certificate 1 of `tls.crt` is not signed by the one that follows it"},
      {"chain of a namesake",
       [](const auto& paths, const auto& files) {
         WriteTo(paths.certificate, files.leaf.certificate_pem + MakeRoot({.common_name = "middle"}).certificate_pem);
       },
       "certificate 1 of `tls.crt` is not signed by the one that follows it"},
      {"garbage as client CA", [](const auto& paths, const auto&) { WriteTo(paths.client_ca, "garbage"); },
       "`ca.crt` has no certificate"},
      {"empty client CA", [](const auto& paths, const auto&) { WriteTo(paths.client_ca, ""); }, "`ca.crt` is empty"},
      {"client CA that is none",
       [](const auto& paths, const auto& files) {
         WriteTo(paths.client_ca, files.root.certificate_pem + files.leaf.certificate_pem);
       },
       "certificate 2 of `ca.crt` is not that of a certificate authority"},
      {"vanished", [](const auto& paths, const auto&) { fs::remove(paths.certificate); },
       "cannot read `tls.crt`: No such file or directory"},
      {"huge", [](const auto& paths, const auto&) { fs::resize_file(paths.client_ca, (1 << 20) + 1); },
       "`ca.crt` is larger than 1 MiB"},
      {"everything at once",
       [](const auto& paths, const auto&) {
         WriteTo(paths.certificate, "");
         WriteTo(paths.private_key, "-");
         fs::remove(paths.client_ca);
       },
       "`tls.crt` is empty; `tls.key` breaks off; cannot read `ca.crt`: No such file or directory"},
  };
}

TEST_F(TlsReloaderTest, NeverTakesWhatDoesNotWork) {
  for (const Fault& test : Faults()) {
    SCOPED_TRACE(test.name);
    WriteGoodFiles();
    LogLines log;
    TlsHolder holder(*ReadTlsIdentity(paths_, absl::Now()));
    const auto before = holder.Snapshot();
    std::vector<std::string> results;
    TlsReloader reloader(paths_, holder, [&](ReloadResult result, const absl::Status& status, const TlsIdentity& now) {
      const std::string message =
          absl::StrReplaceAll(status.message(), {{absl::StrCat(directory_.path().string(), "/"), ""}});
      EXPECT_TRUE(absl::StartsWith(message, test.message)) << message;
      EXPECT_EQ(&now, before.get());
      results.emplace_back(NameOf(result));
    });
    test.make(paths_, files_);
    EXPECT_EQ(reloader.Reload(FileEvent::kChanged), FileVerdict::kTryAgain);
    EXPECT_EQ(reloader.Reload(FileEvent::kRetried), FileVerdict::kTryAgain);
    EXPECT_EQ(absl::StrJoin(results, ","), "refused");
    EXPECT_EQ(holder.Snapshot(), before);
    const std::string lines = log.Take();
    EXPECT_TRUE(absl::StartsWith(lines, "error: certificate is refused, that until ")) << lines;
    EXPECT_FALSE(absl::StrContains(lines, files_.leaf.key_pem.substr(40, 30))) << lines;
  }
}

TEST_F(TlsReloaderTest, TakesFilesOfOneGeneration) {
  LogLines log;
  TlsHolder holder(*ReadTlsIdentity(paths_, absl::Now()));
  std::vector<std::string> results;
  TlsReloader reloader(paths_, holder, [&](ReloadResult result, const absl::Status&, const TlsIdentity& now) {
    EXPECT_EQ(&now, holder.Snapshot().get());
    results.emplace_back(NameOf(result));
  });
  EXPECT_EQ(reloader.Reload(FileEvent::kNudged), FileVerdict::kSettled);
  WriteTo(paths_.private_key, files_.other.key_pem);
  EXPECT_EQ(reloader.Reload(FileEvent::kChanged), FileVerdict::kTryAgain);
  EXPECT_EQ(holder.Snapshot()->private_key_pem, files_.leaf.key_pem);
  WriteTo(paths_.certificate, files_.other.certificate_pem);
  EXPECT_EQ(reloader.Reload(FileEvent::kRetried), FileVerdict::kSettled);
  EXPECT_EQ(holder.Snapshot()->private_key_pem, files_.other.key_pem);
  EXPECT_EQ(absl::StrJoin(results, ","), "unchanged,refused,loaded");
}

TEST_F(TlsReloaderTest, WarnsOfAKeyThatEveryoneCanRead) {
  for (const bool open : {false, true}) {
    SCOPED_TRACE(open);
    fs::permissions(paths_.private_key, open ? fs::perms(0644) : fs::perms(0600));
    LogLines log;
    LogTlsIdentity(paths_, **ReadTlsIdentity(paths_, absl::Now()));
    EXPECT_EQ(absl::StrContains(log.Take(), "can be read by everyone"), open);
  }
}

}  // namespace
}  // namespace berth
