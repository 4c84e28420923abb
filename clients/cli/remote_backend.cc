#include <unistd.h>

#include <optional>

#include "absl/strings/str_cat.h"
#include "clients/cli/backend.h"
#include "clients/cli/connection.h"
#include "clients/cpp/placement_client.h"
#include "clients/cpp/proxy.h"
#include "clients/cpp/server_address.h"
#include "core/errors/error_report.h"

namespace berth {
namespace {

std::optional<Proxy> ProxyOnTheWay(const PlacementClientOptions& options) {
  const absl::StatusOr<ServerAddress> address = ParseServerAddress(options.address);
  if (!options.use_proxy || !address.ok()) return std::nullopt;
  return ProxyFor(*address, environ);
}

class RemoteBackend : public Backend {
 public:
  explicit RemoteBackend(const PlacementClientOptions& options)
      : options_(options), proxy_(ProxyOnTheWay(options)), client_(options) {}

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
  // An error that is not the server's considered answer says where it comes from.
  template <typename Response>
  absl::StatusOr<Response> Placed(absl::StatusOr<Response> response) const {
    if (response.ok() || ErrorReportOf(response.status()).has_value()) return response;
    const absl::Status& status = response.status();
    return absl::Status(status.code(), absl::StrCat(What(status), ": ", status.message(), Hint(status)));
  }

  std::string What(const absl::Status& status) const {
    std::string server = absl::StrCat("`", options_.address, "`");
    if (proxy_.has_value()) {
      absl::StrAppend(&server, " through the proxy `", proxy_->address, "` of `", proxy_->variable, "`");
    }
    switch (status.code()) {
      case absl::StatusCode::kUnavailable:
        return absl::StrCat("cannot reach ", server, " (`--local` needs no server)");
      case absl::StatusCode::kDeadlineExceeded:
        return absl::StrCat("no answer from ", server, " within ", absl::FormatDuration(options_.timeout));
      default:
        return absl::StrCat(server, " answers ", absl::StatusCodeToString(status.code()));
    }
  }

  std::string Hint(const absl::Status& status) const {
    if (!absl::IsUnavailable(status) && !absl::IsDeadlineExceeded(status)) return "";
    absl::string_view hint = ConnectionHint(status.message(), options_.credentials != nullptr);
    if (hint.empty() && proxy_.has_value()) hint = "use `--no-proxy` to connect directly";
    return hint.empty() ? "" : absl::StrCat("; ", hint);
  }

  PlacementClientOptions options_;
  std::optional<Proxy> proxy_;
  PlacementClient client_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Backend>> MakeRemoteBackend(const Command& command, Console& console) {
  const absl::StatusOr<PlacementClientOptions> options = ConnectionOptions(command, console);
  if (!options.ok()) return options.status();
  return std::make_unique<RemoteBackend>(*options);
}

}  // namespace berth
