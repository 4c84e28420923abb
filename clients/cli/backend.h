// Who answers: a server, or this process. Commands do not know which.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "berth/v1/placement_service.pb.h"
#include "clients/cli/command_line.h"
#include "clients/cli/console.h"

namespace berth {

class Backend {
 public:
  virtual ~Backend() = default;
  virtual absl::StatusOr<v1::PlanPlacementResponse> PlanPlacement(const v1::PlanPlacementRequest& request) = 0;
  virtual absl::StatusOr<v1::ResolveHardwareResponse> ResolveHardware(const v1::ResolveHardwareRequest& request) = 0;
  virtual absl::StatusOr<v1::CheckAccessResponse> CheckAccess(const v1::CheckAccessRequest& request) = 0;
  virtual absl::StatusOr<v1::ListHardwareResponse> ListHardware(const v1::ListHardwareRequest& request) = 0;
  virtual absl::StatusOr<v1::GetCatalogInfoResponse> GetCatalogInfo(const v1::GetCatalogInfoRequest& request) = 0;
};

// As `--local`, `--catalog`, `--address` and the other options of a connection say.
absl::StatusOr<std::unique_ptr<Backend>> MakeBackend(const Command& command, Console& console);

// Asks the server that the options of a connection name. Reads the files of `--tls-ca`, `--tls-cert` and `--tls-key`.
absl::StatusOr<std::unique_ptr<Backend>> MakeRemoteBackend(const Command& command, Console& console);

// Answers by the catalog in `catalog_file`, or by the default one if that is empty.
absl::StatusOr<std::unique_ptr<Backend>> MakeLocalBackend(absl::string_view catalog_file, Console& console);

}  // namespace berth
