// The whole server, put together: handlers, health, reflection, transport. Main
// adds flags, logging and signals; tests use it in their own process.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/assembly/methods.h"
#include "server/catalog/catalog_holder.h"
#include "server/config/server_config.h"
#include "server/health/health_state.h"
#include "server/reflection/reflection_index.h"
#include "server/rpc/placement_handlers.h"
#include "server/transport/transport.h"

namespace berth {

class BerthServer {
 public:
  // Serves from now on. `catalog` must outlive the server. Fails if the address is none, or cannot be bound.
  static absl::StatusOr<std::unique_ptr<BerthServer>> Start(const ServerConfig& config, const CatalogHolder& catalog);

  // With the port that the system chose.
  const ListenAddress& address() const { return transport_->address(); }

  // Tells health clients, takes no new calls, and gives calls under way `grace` to end. Once.
  void Stop(absl::Duration grace);

 private:
  BerthServer(const ServerConfig& config, const CatalogHolder& catalog);

  HealthState health_;
  PlacementHandlers handlers_;
  ReflectionIndex reflection_;
  RawServices services_;
  NoObserver observer_;
  std::unique_ptr<Transport> transport_;
};

}  // namespace berth
