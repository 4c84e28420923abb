#include "server/health/health_handlers.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "core/errors/error_report.h"
#include "core/wire/wire.h"

namespace berth {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

// Fields that a later version of this standard may add do no harm, unlike in our own requests.
absl::Status Parse(absl::string_view bytes, HealthCheckRequest& request) {
  if (!HasTooManyFields(bytes, *HealthCheckRequest::descriptor()) &&
      request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return absl::OkStatus();
  return ErrorStatus(v1::ERROR_REASON_MALFORMED_MESSAGE, "", "the bytes are no `grpc.health.v1.HealthCheckRequest`");
}

}  // namespace

absl::StatusOr<const google::protobuf::Message*> CheckHealth(const HealthState& state, Call& call) {
  auto& request = *google::protobuf::Arena::CreateMessage<HealthCheckRequest>(&call.arena);
  if (absl::Status status = Parse(call.request, request); !status.ok()) return status;
  const HealthState::ServingStatus serving = state.StatusOf(request.service());
  if (serving == HealthCheckResponse::SERVICE_UNKNOWN) {
    return ErrorStatus(v1::ERROR_REASON_RESOURCE_NOT_FOUND, "service",
                       absl::StrCat("the server has no service `", request.service(), "`"));
  }
  auto& response = *google::protobuf::Arena::CreateMessage<HealthCheckResponse>(&call.arena);
  response.set_status(serving);
  return &response;
}

void HealthWatch::OnMessage(absl::string_view bytes) {
  HealthCheckRequest request;
  fault_ = Parse(bytes, request);
  service_ = request.service();
}

StreamStep HealthWatch::Next() {
  if (!fault_.ok()) return StreamStep::Finish(fault_);
  const HealthState::ServingStatus serving = state_.StatusOf(service_);
  if (answered_ && serving == response_.status()) return StreamStep::Wait();
  answered_ = true;
  response_.set_status(serving);
  return StreamStep::Write(response_);
}

}  // namespace berth
