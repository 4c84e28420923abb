// What the start reads and judges before it listens. `--validate_config` runs the same function, so that both say the
// same of a configuration: what it accepts starts, unless an address is taken or is none of this machine's.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "core/catalog/catalog_index.h"
#include "server/config/server_config.h"
#include "server/tls/tls_identity.h"

namespace berth {

struct Preparation {
  // One message each. With any, the server must not start, and the rest is not to be used.
  std::vector<std::string> faults;
  std::shared_ptr<const CatalogIndex> catalog;
  std::shared_ptr<const TlsIdentity> tls;  // Null: without encryption.
};

// Reads the files that `config` names, and looks whether those that the server writes can be written; writes none. Of a
// configuration that has faults by itself (see FaultsOf) it tells what is wrong with the files.
Preparation Prepare(const ServerConfig& config, absl::Time now);

TlsPaths TlsPathsOf(const ServerConfig& config);

}  // namespace berth
