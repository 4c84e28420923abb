#include <ostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "clients/cli/answer_output.h"
#include "clients/cli/backend.h"
#include "clients/cli/enum_words.h"
#include "clients/cli/rendering/answers.h"
#include "clients/cli/request_form.h"
#include "clients/cli/verbs.h"

namespace berth {
namespace {

// What the options say wins over what the file says.
absl::Status ApplyOptions(const Command& command, v1::PlanPlacementRequest& request) {
  const bool replicate_only = command.Has(Option::kProvider) || command.Has(Option::kExisting);
  if (replicate_only && !request.has_replicate()) {
    return absl::InvalidArgumentError(
        "`--provider` and `--existing` are for Replicate workloads: `replicate` is not set");
  }
  if (command.Has(Option::kProvider)) {
    request.mutable_replicate()->set_provider(ParseEnum<v1::Provider>(command.Text(Option::kProvider)));
  }
  if (command.Has(Option::kExisting)) request.mutable_replicate()->set_existing_workload(true);
  if (command.Has(Option::kView)) {
    request.set_view(ParseEnum<v1::PlanView>(command.Text(Option::kView)));
  }
  if (command.Has(Option::kExplain)) request.set_explain(true);
  if (const auto most = command.Integer(Option::kMaxCandidates)) request.set_max_candidates(*most);
  if (command.Has(Option::kExpectRevision)) {
    request.set_expected_catalog_revision(std::string(command.Text(Option::kExpectRevision)));
  }
  return absl::OkStatus();
}

// The form of the output, which also depends on what there is to show.
absl::StatusOr<std::string> OutputForm(const Command& command, const v1::PlanPlacementRequest& request) {
  const std::string form(command.Text(Option::kOutput));
  const bool has_document = request.view() != v1::PLAN_VIEW_DECISION_ONLY;
  if (command.Has(Option::kOutput)) {
    if (has_document || (form != "yaml" && form != "json")) return form;
    return absl::InvalidArgumentError("a decision-only answer has no document: use `-o answer` or `-o table`");
  }
  if (command.Has(Option::kExplain)) return "table";
  return has_document ? form : "answer";
}

const google::protobuf::Message* NativeDocument(const v1::PlanPlacementResponse& plan) {
  if (plan.has_kubernetes()) return &plan.kubernetes().deployment();
  if (plan.has_cloudchamber()) return &plan.cloudchamber().application();
  if (plan.has_external_model()) return &plan.external_model().model();
  return nullptr;
}

absl::Status PrintDocument(const Command& command, absl::string_view form, const v1::PlanPlacementResponse& plan,
                           Console& console) {
  if (plan.has_explanation()) console.err << RenderExplanation(plan.explanation(), plan.exclusions());
  if (plan.outcome() != v1::OUTCOME_FEASIBLE && !command.Has(Option::kForce)) {
    console.err << "the document is not printed, because the plan is infeasible: `--force` prints it\n";
    return absl::OkStatus();
  }
  const google::protobuf::Message* document = NativeDocument(plan);
  if (document == nullptr) return absl::InternalError("the answer has no document");
  PrintMessage(form, *document, console);
  return absl::OkStatus();
}

absl::Status PrintPlan(const Command& command, absl::string_view form, const v1::PlanPlacementResponse& plan,
                       Console& console) {
  console.err << RenderDiagnostics(plan.diagnostics());
  if (plan.outcome() != v1::OUTCOME_FEASIBLE) console.err << RenderObstacles(plan);
  if (form == "table") {
    console.out << RenderPlan(plan);
    if (plan.has_explanation()) console.out << "\n" << RenderExplanation(plan.explanation(), plan.exclusions());
  } else if (form == "answer" || form == "answer-json") {
    PrintMessage(form == "answer" ? "yaml" : "json", plan, console);
  } else {
    return PrintDocument(command, form, plan, console);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ExitStatus> RunPlan(const Command& command, Console& console) {
  absl::StatusOr<std::unique_ptr<Backend>> backend = MakeBackend(command, console);
  if (!backend.ok()) return backend.status();
  const absl::string_view file = command.arguments().empty() ? "-" : command.argument(0);
  v1::PlanPlacementRequest request;
  if (absl::Status status = ReadRequest(file, console, request); !status.ok()) return status;
  if (absl::Status status = ApplyOptions(command, request); !status.ok()) return status;
  const absl::StatusOr<std::string> form = OutputForm(command, request);
  if (!form.ok()) return form.status();
  const absl::StatusOr<v1::PlanPlacementResponse> plan = (*backend)->PlanPlacement(request);
  if (!plan.ok()) return plan.status();
  if (absl::Status status = PrintPlan(command, *form, *plan, console); !status.ok()) return status;
  return plan->outcome() == v1::OUTCOME_FEASIBLE ? ExitStatus::kYes : ExitStatus::kNo;
}

}  // namespace berth
