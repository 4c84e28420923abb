#include "server/config/server_config.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/callers/caller_rules.h"
#include "server/config/allowed_callers.h"
#include "server/config/setting_table.h"
#include "server/transport/listen_address.h"

namespace berth {
namespace {

bool IsLoopback(const ListenAddress& address) {
  in6_addr ipv6{};
  if (!address.is_ipv6()) return absl::StartsWith(address.ip, "127.");
  return inet_pton(AF_INET6, address.ip.c_str(), &ipv6) == 1 && IN6_IS_ADDR_LOOPBACK(&ipv6);
}

void CheckAddresses(const ServerConfig& config, std::vector<std::string>& faults) {
  const auto address = ParseListenAddress(config.address);
  const auto admin = ParseListenAddress(config.admin_address);
  if (address.ok() && !IsLoopback(*address) && config.tls_certificate.empty() && !config.allow_plaintext) {
    faults.push_back(absl::StrCat("address `", config.address,
                                  "` can be reached from other machines, and nothing is encrypted: set tls_certificate "
                                  "and tls_private_key, or allow_plaintext"));
  }
  if (admin.ok() && !IsLoopback(*admin) && !config.allow_plaintext_admin) {
    faults.push_back(absl::StrCat("admin_address `", config.admin_address,
                                  "` can be reached from other machines, and it is never encrypted: set "
                                  "allow_plaintext_admin if that is meant"));
  }
  if (address.ok() && admin.ok() && Overlap(*address, *admin)) {
    faults.push_back(absl::StrCat("admin_address `", config.admin_address, "` is taken by address `", config.address,
                                  "`: give it another port"));
  }
  if (!config.admin_port_file.empty() && config.admin_address.empty()) {
    faults.emplace_back("admin_port_file needs admin_address");
  }
  if (!config.port_file.empty() && config.port_file == config.admin_port_file) {
    faults.emplace_back("admin_port_file is the same as port_file");
  }
}

void CheckTls(const ServerConfig& config, std::vector<std::string>& faults) {
  if (!config.tls_certificate.empty() && config.tls_private_key.empty()) {
    faults.emplace_back("tls_certificate needs tls_private_key");
  }
  if (!config.tls_private_key.empty() && config.tls_certificate.empty()) {
    faults.emplace_back("tls_private_key needs tls_certificate");
  }
  if (!config.tls_client_ca.empty() && config.tls_certificate.empty()) {
    faults.emplace_back("tls_client_ca needs tls_certificate and tls_private_key");
  }
  if (!config.allowed_callers.empty() && config.tls_client_ca.empty()) {
    faults.emplace_back("allowed_callers needs tls_client_ca: callers are known by their certificates");
  }
}

// What is a method anyway has been said before.
void CheckCallers(const ServerConfig& config, std::vector<std::string>& faults) {
  if (config.reflection || !FaultsIn(config.allowed_callers).empty()) return;
  if (FaultsOfMethods(config.allowed_callers, MethodsForCallers(/*reflection=*/false)).empty()) return;
  faults.emplace_back("allowed_callers has a list for reflection, which is off: take the list out, or set reflection");
}

}  // namespace

int DefaultCompletionQueues() { return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 4, 64); }

std::vector<std::string> FaultsOf(const ServerConfig& config) {
  std::vector<std::string> faults;
  for (const Setting& setting : AllSettings()) {
    if (!setting.allows(config)) faults.push_back(absl::StrCat(setting.name, MustBe(setting, setting.text(config))));
  }
  for (const std::string& fault : FaultsIn(config.allowed_callers)) {
    faults.push_back(absl::StrCat("allowed_callers: ", fault));
  }
  const std::vector<std::string> between = FaultsBetween(config);
  faults.insert(faults.end(), between.begin(), between.end());
  return faults;
}

std::vector<std::string> FaultsBetween(const ServerConfig& config) {
  std::vector<std::string> faults;
  CheckAddresses(config, faults);
  CheckTls(config, faults);
  CheckCallers(config, faults);
  return faults;
}

}  // namespace berth
