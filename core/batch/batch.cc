#include "core/batch/batch.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/access/check_access.h"
#include "core/batch/batch_reader.h"
#include "core/errors/error_report.h"
#include "core/hardware/request_options.h"
#include "core/planner/planner.h"
#include "core/wire/wire.h"

namespace berth {
namespace {

absl::StatusOr<BatchQuestion> ReadQuestion(const CatalogIndex& catalog, absl::string_view bytes, int max_entries) {
  auto question = ReadBatch(bytes, max_entries);
  if (!question.ok()) return question;
  Violations violations;
  CheckRevision(catalog, question->expected_catalog_revision, "expected_catalog_revision", violations);
  if (!violations.empty()) return violations.ToStatus();
  return question;
}

void ClearAnswer(v1::BatchPlanPlacementResult& result) { result.clear_plan(); }
void ClearAnswer(v1::BatchCheckAccessResult& result) { result.clear_access(); }

template <typename Result>
void SetError(const absl::Status& status, Result& result) {
  ClearAnswer(result);
  result.set_status_code(static_cast<int>(status.code()));
  *result.mutable_error() = ErrorReportOf(status).value_or(v1::ErrorReport());
}

absl::Status CheckNoRevision(const std::string& expected) {
  if (expected.empty()) return absl::OkStatus();
  return ErrorStatus(v1::ERROR_REASON_FIELD_NOT_APPLICABLE, "expected_catalog_revision",
                     "the batch has one for all entries");
}

// Decodes and answers one entry.
template <typename Request, typename Result, typename Answer>
absl::Status TryEntry(const CatalogIndex& catalog, const BatchEntry& entry, Request& request, Result& result,
                      Answer answer) {
  if (!IsUtf8(entry.id)) return ErrorStatus(v1::ERROR_REASON_MALFORMED_MESSAGE, "id", "is not UTF-8");
  result.set_id(entry.id);
  if (!entry.status.ok()) return entry.status;
  if (absl::Status status = DecodeRequest(entry.request, request); !status.ok()) return status;
  const absl::Status form = JoinFaults(CheckStrict(request), CheckNoRevision(request.expected_catalog_revision()));
  return JoinFaults(form, answer(catalog, request, result));
}

// An entry's error stays its own.
template <typename Request, typename Result, typename Answer, typename Visit>
void AnswerEntry(const CatalogIndex& catalog, const BatchEntry& entry, Result& result, Answer answer,
                 BatchVisitor* visitor, Visit visit) {
  Request request;
  if (absl::Status status = TryEntry(catalog, entry, request, result, answer); status.ok()) {
    result.set_status_code(0);
  } else {
    SetError(status, result);
  }
  if (visitor != nullptr) (visitor->*visit)(request, result);
}

absl::Status AnswerPlan(const CatalogIndex& catalog, const v1::PlanPlacementRequest& request,
                        v1::BatchPlanPlacementResult& result) {
  return PlanPlacement(catalog, request, *result.mutable_plan());
}

absl::Status AnswerCheck(const CatalogIndex& catalog, const v1::CheckAccessRequest& request,
                         v1::BatchCheckAccessResult& result) {
  return CheckAccess(catalog, request, *result.mutable_access());
}

absl::Status CheckSize(size_t bytes, size_t max_bytes) {
  if (bytes <= max_bytes) return absl::OkStatus();
  return ErrorStatus(v1::ERROR_REASON_TOO_LARGE, "entries",
                     absl::StrCat("the answers have more than ", max_bytes,
                                  " bytes: ask for fewer, for decisions only, or for a stream"));
}

}  // namespace

absl::Status BatchCheckAccess(const CatalogIndex& catalog, absl::string_view bytes, const BatchLimits& limits,
                              v1::BatchCheckAccessResponse& response, BatchVisitor* visitor) {
  const auto question = ReadQuestion(catalog, bytes, limits.max_access_checks);
  if (!question.ok()) return question.status();
  size_t size = 0;
  for (const BatchEntry& entry : question->entries) {
    v1::BatchCheckAccessResult& result = *response.add_results();
    AnswerEntry<v1::CheckAccessRequest>(catalog, entry, result, AnswerCheck, visitor, &BatchVisitor::OnAccess);
    size += result.ByteSizeLong();
    if (absl::Status status = CheckSize(size, limits.max_response_bytes); !status.ok()) return status;
  }
  response.set_catalog_revision(catalog.revision());
  return absl::OkStatus();
}

absl::Status BatchPlanPlacement(const CatalogIndex& catalog, absl::string_view bytes, const BatchLimits& limits,
                                v1::BatchPlanPlacementResponse& response, BatchVisitor* visitor) {
  const auto question = ReadQuestion(catalog, bytes, limits.max_plans);
  if (!question.ok()) return question.status();
  size_t size = 0;
  for (const BatchEntry& entry : question->entries) {
    v1::BatchPlanPlacementResult& result = *response.add_results();
    AnswerEntry<v1::PlanPlacementRequest>(catalog, entry, result, AnswerPlan, visitor, &BatchVisitor::OnPlan);
    size += result.ByteSizeLong();
    if (absl::Status status = CheckSize(size, limits.max_response_bytes); !status.ok()) return status;
  }
  response.set_catalog_revision(catalog.revision());
  return absl::OkStatus();
}

absl::Status PlanStream::Start(std::shared_ptr<const CatalogIndex> catalog, std::string bytes,
                               const BatchLimits& limits) {
  catalog_ = std::move(catalog);
  bytes_ = std::move(bytes);
  auto question = ReadQuestion(*catalog_, bytes_, limits.max_plans);
  if (!question.ok()) return question.status();
  question_ = *std::move(question);
  return absl::OkStatus();
}

bool PlanStream::Next(v1::StreamPlanPlacementResponse& response, BatchVisitor* visitor) {
  if (next_ == question_.entries.size()) return false;
  AnswerEntry<v1::PlanPlacementRequest>(*catalog_, question_.entries[next_++], *response.mutable_result(), AnswerPlan,
                                        visitor, &BatchVisitor::OnPlan);
  response.set_catalog_revision(catalog_->revision());
  return true;
}

}  // namespace berth
