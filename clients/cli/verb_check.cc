#include <ostream>
#include <string>

#include "clients/cli/answer_output.h"
#include "clients/cli/backend.h"
#include "clients/cli/rendering/answers.h"
#include "clients/cli/request_form.h"
#include "clients/cli/verbs.h"

namespace berth {
namespace {

// Either a file, or an account and one name: a second question would be ignored.
absl::Status SetQuestion(const Command& command, Console& console, v1::CheckAccessRequest& request) {
  const bool by_model = command.Has(Option::kModel);
  const bool by_deployable = command.Has(Option::kDeployable);
  const bool by_name = by_model || by_deployable || command.Has(Option::kAccount);
  if (!by_name) return ReadRequest(command.arguments().empty() ? "-" : command.argument(0), console, request);
  if (!command.arguments().empty() || by_model == by_deployable || !command.Has(Option::kAccount)) {
    return absl::InvalidArgumentError("give FILE, or `--account` with one of `--model` and `--deployable`");
  }
  request.set_caller_account(std::string(command.Text(Option::kAccount)));
  if (by_model) request.mutable_workers_ai()->set_model_id(std::string(command.Text(Option::kModel)));
  if (by_deployable) request.mutable_replicate()->set_deployable(std::string(command.Text(Option::kDeployable)));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ExitStatus> RunCheck(const Command& command, Console& console) {
  absl::StatusOr<std::unique_ptr<Backend>> backend = MakeBackend(command, console);
  if (!backend.ok()) return backend.status();
  v1::CheckAccessRequest request;
  if (absl::Status status = SetQuestion(command, console, request); !status.ok()) return status;
  if (command.Has(Option::kExpectRevision)) {
    request.set_expected_catalog_revision(std::string(command.Text(Option::kExpectRevision)));
  }
  const absl::StatusOr<v1::CheckAccessResponse> response = (*backend)->CheckAccess(request);
  if (!response.ok()) return response.status();
  console.err << RenderDiagnostics(response->diagnostics());
  PrintAnswer(command.Text(Option::kOutput), *response, [&] { return RenderAccess(*response); }, console);
  return response->decision() == v1::ACCESS_DECISION_ALLOW ? ExitStatus::kYes : ExitStatus::kDenied;
}

}  // namespace berth
