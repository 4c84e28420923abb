#include "core/access/check_access.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "core/access/tenancy.h"
#include "core/errors/error_report.h"
#include "core/findings/findings.h"
#include "core/hardware/request_options.h"
#include "core/names/nearest_names.h"
#include "core/policy/policy.h"

namespace berth {
namespace {

constexpr int kOk = 200;
constexpr int kForbidden = 403;
constexpr size_t kMaxNameBytes = 512;

class AccessChecker {
 public:
  AccessChecker(const CatalogIndex& catalog, const v1::CheckAccessRequest& request, v1::CheckAccessResponse& response)
      : catalog_(catalog),
        request_(request),
        response_(response),
        caller_(absl::StripAsciiWhitespace(request.caller_account())) {}

  absl::Status Check() {
    CheckQuestion();
    if (request_.has_replicate() && IsValid(request_.replicate())) CheckReplicate(request_.replicate());
    if (request_.has_workers_ai() && IsValid(request_.workers_ai())) CheckWorkersAi(request_.workers_ai());
    if (absl::Status status = violations_.ToStatus(); !status.ok()) {
      response_.Clear();
      return status;
    }
    response_.set_catalog_revision(catalog_.revision());
    return absl::OkStatus();
  }

 private:
  void CheckQuestion() {
    if (caller_.empty()) {
      violations_.Add(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, "caller_account", "names no account");
    }
    RequireShort("caller_account", request_.caller_account());
    if (request_.has_replicate() && request_.has_workers_ai()) {
      violations_.Add(v1::ERROR_REASON_CONFLICTING_FIELDS, "workers_ai", "excludes `replicate`");
    } else if (!request_.has_replicate() && !request_.has_workers_ai()) {
      violations_.Add(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, "replicate",
                      "exactly one of `replicate` and `workers_ai` must be set");
    }
    CheckRevision(catalog_, request_.expected_catalog_revision(), "expected_catalog_revision", violations_);
  }

  void RequireShort(absl::string_view field, absl::string_view value) {
    if (value.size() <= kMaxNameBytes) return;
    violations_.Add(v1::ERROR_REASON_TOO_LARGE, field,
                    absl::StrCat("has ", value.size(), " bytes, ", kMaxNameBytes, " are allowed"));
  }

  // The resource by itself, whoever asks and whatever else is wrong.
  bool IsValid(const v1::ReplicateAccessResource& resource) {
    const int violations_before = violations_.size();
    RequireShort("replicate.deployable", resource.deployable());
    const v1::ReplicateAccessPolicy& policy = resource.policy();
    if (!resource.has_policy()) {
      if (resource.deployable().empty()) {
        violations_.Add(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, "replicate.deployable",
                        "is needed where there is no `policy`");
      }
    } else if (policy.visibility() == v1::VISIBILITY_UNSPECIFIED) {
      violations_.Add(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, "replicate.policy.visibility", "is not set");
    } else if (policy.visibility() == v1::VISIBILITY_PRIVATE &&
               absl::StripAsciiWhitespace(policy.owner_account()).empty()) {
      violations_.Add(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, "replicate.policy.owner_account",
                      "a private deployable has an owner");
    }
    return violations_.size() == violations_before;
  }

  bool IsValid(const v1::WorkersAiAccessResource& resource) {
    const int violations_before = violations_.size();
    RequireShort("workers_ai.model_id", resource.model_id());
    if (!resource.has_policy() && resource.model_id().empty()) {
      violations_.Add(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, "workers_ai.model_id",
                      "is needed where there is no `policy`");
    }
    return violations_.size() == violations_before;
  }

  void CheckReplicate(const v1::ReplicateAccessResource& resource) {
    if (resource.has_policy()) {
      const ReplicatePolicy policy(resource.policy());
      Decide(policy);
      ReportEmptyEntries(policy.allowed(), "replicate.policy.allowed_accounts");
    } else if (const ReplicatePolicy* policy = catalog_.FindDeployablePolicy(resource.deployable())) {
      Decide(*policy);
    } else {
      NotFound("replicate.deployable", "deployable", resource.deployable());
    }
  }

  void Decide(const ReplicatePolicy& policy) {
    *response_.mutable_tenancy() = ReplicateTenancy();
    response_.mutable_tenancy()->set_pods_shared_between_accounts(policy.IsShared());
    Answer(policy.Decide(caller_));
  }

  void CheckWorkersAi(const v1::WorkersAiAccessResource& resource) {
    *response_.mutable_tenancy() = WorkersAiTenancy();
    if (resource.has_policy()) {
      const WorkersAiPolicy policy(resource.policy());
      Answer(policy.Decide(caller_));
      // A list without any account decides by itself, and says so.
      if (!policy.allowed().empty()) ReportEmptyEntries(policy.allowed(), "workers_ai.policy.allowed_accounts");
    } else if (const WorkersAiPolicy* policy = catalog_.FindModelPolicy(resource.model_id())) {
      Answer(policy->Decide(caller_));
    } else {
      NotFound("workers_ai.model_id", "model", resource.model_id());
    }
  }

  void Answer(AccessVerdict verdict) {
    response_.set_decision(verdict.decision);
    response_.set_reason(verdict.reason);
    response_.set_http_status(verdict.decision == v1::ACCESS_DECISION_ALLOW ? kOk : kForbidden);
    const bool entry_decided =
        verdict.reason == v1::ACCESS_REASON_OWNER || verdict.reason == v1::ACCESS_REASON_ALLOW_LISTED;
    if (entry_decided) response_.set_deciding_entry(std::string(caller_));
  }

  void ReportEmptyEntries(const AccountList& list, absl::string_view field) {
    if (list.empty_entries() == 0) return;
    *response_.add_diagnostics() = MakeFinding(v1::REASON_LIST_ENTRY_IGNORED, v1::SEVERITY_WARNING, field,
                                               absl::StrCat(list.empty_entries(), " of the entries name no account"));
  }

  void NotFound(absl::string_view field, absl::string_view what, absl::string_view name) {
    violations_.Add(v1::ERROR_REASON_RESOURCE_NOT_FOUND, field,
                    absl::StrCat("the catalog lists no ", what, " `", Shortened(name), "`"));
  }

  const CatalogIndex& catalog_;
  const v1::CheckAccessRequest& request_;
  v1::CheckAccessResponse& response_;
  const absl::string_view caller_;
  Violations violations_;
};

}  // namespace

absl::Status CheckAccess(const CatalogIndex& catalog, const v1::CheckAccessRequest& request,
                         v1::CheckAccessResponse& response) {
  return AccessChecker(catalog, request, response).Check();
}

}  // namespace berth
