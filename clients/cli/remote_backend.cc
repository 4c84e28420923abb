#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/backend.h"
#include "clients/cpp/placement_client.h"
#include "core/errors/error_report.h"

namespace berth {
namespace {

class RemoteBackend : public Backend {
 public:
  RemoteBackend(std::string address, absl::Duration timeout)
      : address_(std::move(address)), timeout_(timeout), client_(Options()) {}

  absl::StatusOr<v1::PlanPlacementResponse> PlanPlacement(const v1::PlanPlacementRequest& request) override {
    return Placed(client_.PlanPlacement(request));
  }
  absl::StatusOr<v1::ResolveHardwareResponse> ResolveHardware(const v1::ResolveHardwareRequest& request) override {
    return Placed(client_.ResolveHardware(request));
  }
  absl::StatusOr<v1::CheckAccessResponse> CheckAccess(const v1::CheckAccessRequest& request) override {
    return Placed(client_.CheckAccess(request));
  }
  absl::StatusOr<v1::ListHardwareResponse> ListHardware(const v1::ListHardwareRequest& request) override {
    return Placed(client_.ListHardware(request));
  }
  absl::StatusOr<v1::GetCatalogInfoResponse> GetCatalogInfo(const v1::GetCatalogInfoRequest& request) override {
    return Placed(client_.GetCatalogInfo(request));
  }

 private:
  PlacementClientOptions Options() const {
    PlacementClientOptions options;
    options.address = address_;
    options.timeout = timeout_;
    options.user_agent = "berth-cli/" BERTH_VERSION;
    return options;
  }

  // An error that is not the server's considered answer says where it comes from.
  template <typename Response>
  absl::StatusOr<Response> Placed(absl::StatusOr<Response> response) const {
    if (response.ok() || ErrorReportOf(response.status()).has_value()) return response;
    const absl::Status& status = response.status();
    std::string what;
    switch (status.code()) {
      case absl::StatusCode::kUnavailable:
        what = absl::StrCat("cannot reach `", address_, "` (`--local` needs no server): ");
        break;
      case absl::StatusCode::kDeadlineExceeded:
        what = absl::StrCat("no answer from `", address_, "` within ", absl::FormatDuration(timeout_), ": ");
        break;
      default:
        what = absl::StrCat("`", address_, "` answers ", absl::StatusCodeToString(status.code()), ": ");
    }
    return absl::Status(status.code(), absl::StrCat(what, status.message()));
  }

  std::string address_;
  absl::Duration timeout_;
  PlacementClient client_;
};

}  // namespace

std::unique_ptr<Backend> MakeRemoteBackend(std::string address, absl::Duration timeout) {
  return std::make_unique<RemoteBackend>(std::move(address), timeout);
}

}  // namespace berth
