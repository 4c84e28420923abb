// The HTTP port for operators: metrics, probes, configuration and catalog, by
// libmicrohttpd. Reads only, and knows nothing of what it shows. Not for strangers:
// whoever reaches it can read all of it, and keep it busy.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/transport/listen_address.h"

struct MHD_Daemon;

namespace berth {

// The catalog in force.
struct CatalogPage {
  std::string revision;
  absl::Time loaded;
  std::string source;  // A path, or empty for the one that is compiled in.
};

// What the pages show. Called from several threads at once, until the server is gone.
struct AdminPages {
  std::function<std::string()> metrics;  // In Prometheus' text format.
  std::function<bool()> ready;           // Whether new calls are welcome.
  std::function<std::string()> config;   // As text for people.
  std::function<CatalogPage()> catalog;
};

class AdminServer {
 public:
  // Answers from now on. UNAVAILABLE, with the system's reason, if the address cannot be listened on.
  static absl::StatusOr<std::unique_ptr<AdminServer>> Start(const ListenAddress& address, AdminPages pages);

  // Closes connections at once.
  ~AdminServer();

  AdminServer(const AdminServer&) = delete;
  AdminServer& operator=(const AdminServer&) = delete;

  // With the port that the system chose.
  const ListenAddress& address() const { return address_; }

 private:
  AdminServer(ListenAddress address, AdminPages pages) : address_(std::move(address)), pages_(std::move(pages)) {}

  const ListenAddress address_;
  const AdminPages pages_;
  MHD_Daemon* daemon_ = nullptr;
};

}  // namespace berth
