#include "server/assembly/preparation.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/catalog/catalog_file.h"
#include "server/files/output_path.h"

namespace berth {
namespace {

void AddCatalog(const ServerConfig& config, Preparation& preparation) {
  auto catalog = ReadCatalog(config.catalog);
  if (catalog.ok()) {
    preparation.catalog = *std::move(catalog);
  } else {
    preparation.faults = CatalogFaults(config.catalog, catalog.status());
  }
}

void AddTls(const ServerConfig& config, absl::Time now, Preparation& preparation) {
  if (config.tls_certificate.empty() || config.tls_private_key.empty()) return;
  auto identity = ReadTlsIdentity(TlsPathsOf(config), now);
  if (identity.ok()) {
    preparation.tls = *std::move(identity);
  } else {
    preparation.faults.emplace_back(identity.status().message());
  }
}

void CheckOutputs(const ServerConfig& config, Preparation& preparation) {
  const auto check = [&](const char* setting, const std::string& path, absl::Status (*judge)(const std::string&)) {
    const absl::Status status = path.empty() ? absl::OkStatus() : judge(path);
    if (!status.ok()) preparation.faults.push_back(absl::StrCat(setting, ": ", status.message()));
  };
  check("port_file", config.port_file, &CheckReplaceable);
  check("admin_port_file", config.admin_port_file, &CheckReplaceable);
  check("decision_log", config.decision_log, &CheckAppendable);
}

}  // namespace

TlsPaths TlsPathsOf(const ServerConfig& config) {
  return {
      .certificate = config.tls_certificate, .private_key = config.tls_private_key, .client_ca = config.tls_client_ca};
}

Preparation Prepare(const ServerConfig& config, absl::Time now) {
  Preparation preparation;
  AddCatalog(config, preparation);
  AddTls(config, now, preparation);
  CheckOutputs(config, preparation);
  return preparation;
}

}  // namespace berth
