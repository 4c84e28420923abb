// The HTTP port for operators: metrics, probes, configuration and catalog, by
// civetweb. Reads only, and knows nothing of what it shows. Not for strangers:
// whoever reaches it can read all of it, and keep it busy.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/transport/listen_address.h"

struct mg_connection;
struct mg_context;

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
  // Answers from now on. Fails if the address cannot be bound, or is of IPv6, which Debian's civetweb is built without.
  static absl::StatusOr<std::unique_ptr<AdminServer>> Start(const ListenAddress& address, AdminPages pages);

  // Waits for requests that are under way, which takes at most a few seconds.
  ~AdminServer();

  AdminServer(const AdminServer&) = delete;
  AdminServer& operator=(const AdminServer&) = delete;

  // With the port that the system chose.
  const ListenAddress& address() const { return address_; }

 private:
  explicit AdminServer(AdminPages pages) : pages_(std::move(pages)) {}

  // civetweb's callback for requests.
  static int OnRequest(mg_connection* connection);

  const AdminPages pages_;
  ListenAddress address_;
  mg_context* context_ = nullptr;
};

}  // namespace berth
