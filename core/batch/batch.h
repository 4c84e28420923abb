// Many questions in one request, answered in order and on one catalog. An entry
// that is wrong gets its error, and the others their answers. Pure and
// thread-safe.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "berth/v1/placement_service.pb.h"
#include "core/batch/batch_reader.h"
#include "core/catalog/catalog_index.h"

namespace berth {

struct BatchLimits {
  int max_plans = 1000;
  int max_access_checks = 10'000;
  // Largest answer in one message, bytes: clients accept 4 MiB by default.
  size_t max_response_bytes = size_t{4} << 20;
};

// Sees each entry with its result as soon as it has one: also in a batch that fails in the end, since its results
// together are too large. The request of an entry that could not be decoded is of no use.
class BatchVisitor {
 public:
  virtual ~BatchVisitor() = default;

  virtual void OnPlan(const v1::PlanPlacementRequest& request, const v1::BatchPlanPlacementResult& result) = 0;
  virtual void OnAccess(const v1::CheckAccessRequest& request, const v1::BatchCheckAccessResult& result) = 0;
};

// `bytes` are a BatchCheckAccessRequest. Errors, which concern the batch as a whole, carry an ErrorReport.
absl::Status BatchCheckAccess(const CatalogIndex& catalog, absl::string_view bytes, const BatchLimits& limits,
                              v1::BatchCheckAccessResponse& response, BatchVisitor* visitor = nullptr);

// `bytes` are a BatchPlanPlacementRequest. TOO_LARGE if the plans do not fit one message.
absl::Status BatchPlanPlacement(const CatalogIndex& catalog, absl::string_view bytes, const BatchLimits& limits,
                                v1::BatchPlanPlacementResponse& response, BatchVisitor* visitor = nullptr);

// The answers to a StreamPlanPlacementRequest, one at a time: each is made when it is asked for. Keeps its catalog.
class PlanStream {
 public:
  // Takes the bytes of the request. An error concerns the batch as a whole and carries an ErrorReport.
  absl::Status Start(std::shared_ptr<const CatalogIndex> catalog, std::string bytes, const BatchLimits& limits);

  // Fills `response`, which must be empty, with the next answer; false at the end.
  bool Next(v1::StreamPlanPlacementResponse& response, BatchVisitor* visitor = nullptr);

 private:
  std::shared_ptr<const CatalogIndex> catalog_;
  std::string bytes_;
  BatchQuestion question_;
  size_t next_ = 0;
};

}  // namespace berth
