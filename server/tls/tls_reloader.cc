#include "server/tls/tls_reloader.h"

#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "spdlog/spdlog.h"

namespace berth {
namespace {

std::string Date(absl::Time time) { return absl::FormatTime(absl::RFC3339_sec, time, absl::UTCTimeZone()); }

bool SameFiles(const TlsIdentity& left, const TlsIdentity& right) {
  return left.certificate_pem == right.certificate_pem && left.private_key_pem == right.private_key_pem &&
         left.client_ca_pem == right.client_ca_pem;
}

}  // namespace

void LogTlsIdentity(const TlsPaths& paths, const TlsIdentity& identity) {
  spdlog::info("certificate `{}` is in force until {}: sha256 {}", paths.certificate, Date(identity.expires_at),
               identity.fingerprint);
  if (identity.key_is_public) spdlog::warn("private key `{}` can be read by everyone", paths.private_key);
}

TlsReloader::TlsReloader(TlsPaths paths, TlsHolder& holder, OnResult on_result)
    : paths_(std::move(paths)), holder_(holder), on_result_(std::move(on_result)) {}

FileVerdict TlsReloader::Reload(FileEvent event) {
  auto identity = ReadTlsIdentity(paths_, absl::Now());
  const std::shared_ptr<const TlsIdentity> before = holder_.Snapshot();
  if (!identity.ok()) {
    // The other file may follow; a certificate may become valid.
    if (event == FileEvent::kRetried && identity.status() == last_refusal_) return FileVerdict::kTryAgain;
    last_refusal_ = identity.status();
    spdlog::error("certificate is refused, that until {} stays in force: {}", Date(before->expires_at),
                  std::string(identity.status().message()));
    on_result_(ReloadResult::kRefused, identity.status(), *before);
    return FileVerdict::kTryAgain;
  }
  last_refusal_ = absl::OkStatus();
  if (SameFiles(**identity, *before)) {
    spdlog::info("certificate `{}` is the same as before", paths_.certificate);
    on_result_(ReloadResult::kUnchanged, absl::OkStatus(), *before);
    return FileVerdict::kSettled;
  }
  holder_.Replace(*identity);
  LogTlsIdentity(paths_, **identity);
  on_result_(ReloadResult::kLoaded, absl::OkStatus(), **identity);
  return FileVerdict::kSettled;
}

}  // namespace berth
