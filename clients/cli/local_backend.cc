#include <utility>

#include "absl/strings/string_view.h"
#include "clients/cli/backend.h"
#include "clients/cli/catalog_file.h"
#include "core/access/check_access.h"
#include "core/hardware/resolve_hardware.h"
#include "core/planner/catalog_info.h"
#include "core/planner/planner.h"

namespace berth {
namespace {

// The one place where a client computes answers itself.
class LocalBackend : public Backend {
 public:
  explicit LocalBackend(std::shared_ptr<const CatalogIndex> catalog) : catalog_(std::move(catalog)) {}

  absl::StatusOr<v1::PlanPlacementResponse> PlanPlacement(const v1::PlanPlacementRequest& request) override {
    return Answer<v1::PlanPlacementResponse>(&berth::PlanPlacement, request);
  }
  absl::StatusOr<v1::ResolveHardwareResponse> ResolveHardware(const v1::ResolveHardwareRequest& request) override {
    return Answer<v1::ResolveHardwareResponse>(&berth::ResolveHardware, request);
  }
  absl::StatusOr<v1::CheckAccessResponse> CheckAccess(const v1::CheckAccessRequest& request) override {
    return Answer<v1::CheckAccessResponse>(&berth::CheckAccess, request);
  }
  absl::StatusOr<v1::ListHardwareResponse> ListHardware(const v1::ListHardwareRequest& request) override {
    return Answer<v1::ListHardwareResponse>(&berth::ListHardware, request);
  }
  absl::StatusOr<v1::GetCatalogInfoResponse> GetCatalogInfo(const v1::GetCatalogInfoRequest&) override {
    v1::GetCatalogInfoResponse response;
    berth::GetCatalogInfo(*catalog_, BERTH_VERSION, response);
    return response;
  }

 private:
  template <typename Response, typename Request>
  absl::StatusOr<Response> Answer(absl::Status (*question)(const CatalogIndex&, const Request&, Response&),
                                  const Request& request) const {
    Response response;
    if (absl::Status status = question(*catalog_, request, response); !status.ok()) return status;
    return response;
  }

  std::shared_ptr<const CatalogIndex> catalog_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Backend>> MakeLocalBackend(absl::string_view catalog_file, Console& console) {
  absl::StatusOr<std::shared_ptr<const CatalogIndex>> catalog = ReadCatalog(catalog_file, console);
  if (!catalog.ok()) return catalog.status();
  return std::make_unique<LocalBackend>(*std::move(catalog));
}

}  // namespace berth
