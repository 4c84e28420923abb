#include "core/replicate/workload_validation.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "core/names/identifiers.h"
#include "core/names/nearest_names.h"
#include "core/validation/fields.h"

namespace berth {
namespace {

constexpr int kMaxWeights = 100;
constexpr size_t kMaxWeightsBytes = 4096;
constexpr size_t kMaxVersionIdBytes = 128;

enum class Need { kRequired, kOptional, kRefused };

struct KindParts {
  v1::DeployableKind kind;
  absl::string_view name;
  Need deployment;
  Need version;
  Need procedure;
};

// Which parts of the request describe which kind.
constexpr KindParts kKindParts[] = {
    {v1::DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION, "deployment prediction", Need::kRequired, Need::kOptional,
     Need::kRefused},
    {v1::DEPLOYABLE_KIND_FUNCTION_PREDICTION, "function prediction", Need::kRequired, Need::kRefused, Need::kRequired},
    {v1::DEPLOYABLE_KIND_VERSION_PREDICTION, "version prediction", Need::kRefused, Need::kRequired, Need::kRefused},
    {v1::DEPLOYABLE_KIND_VERSION_TRAINING, "version training", Need::kRefused, Need::kRequired, Need::kRefused},
};

void CheckPart(Need need, bool present, absl::string_view part, absl::string_view kind, Violations& violations) {
  const std::string path = absl::StrCat("replicate.", part);
  if (need == Need::kRequired && !present) {
    violations.Add(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, path, absl::StrCat("a ", kind, " needs it"));
  }
  if (need == Need::kRefused && present) {
    violations.Add(v1::ERROR_REASON_FIELD_NOT_APPLICABLE, path, absl::StrCat("has no meaning for a ", kind));
  }
}

void RequireUuid(const std::string& path, absl::string_view id, Violations& violations) {
  if (ParseUuid(id).has_value()) return;
  violations.Add(id.empty() ? v1::ERROR_REASON_REQUIRED_FIELD_MISSING : v1::ERROR_REASON_INVALID_FORMAT, path,
                 absl::StrCat("`", Shortened(id), "` is no UUID"));
}

void RequireImageId(const std::string& path, absl::string_view id, Violations& violations) {
  if (ParseImageId(id).has_value()) return;
  violations.Add(id.empty() ? v1::ERROR_REASON_REQUIRED_FIELD_MISSING : v1::ERROR_REASON_INVALID_FORMAT, path,
                 absl::StrCat("`", Shortened(id), "` is no image id of 64 hexadecimal digits"));
}

void RequireVersionId(const std::string& path, absl::string_view id, Violations& violations) {
  if (id.size() > kMaxVersionIdBytes) {
    violations.Add(v1::ERROR_REASON_TOO_LARGE, path,
                   absl::StrCat("has ", id.size(), " bytes, ", kMaxVersionIdBytes, " are allowed"));
    return;
  }
  RequireText(path, id, violations);
}

void ValidateWeights(const v1::ReplicateVersion& version, Violations& violations) {
  constexpr absl::string_view kPath = "replicate.version.additional_weights";
  if (version.additional_weights_size() > kMaxWeights) {
    violations.Add(v1::ERROR_REASON_TOO_LARGE, kPath,
                   absl::StrCat("has ", version.additional_weights_size(), " entries, ", kMaxWeights, " are allowed"));
    return;
  }
  for (int i = 0; i < version.additional_weights_size(); ++i) {
    const std::string& weights = version.additional_weights(i);
    const std::string path = absl::StrCat(kPath, "[", i, "]");
    if (weights.size() > kMaxWeightsBytes) {
      violations.Add(v1::ERROR_REASON_TOO_LARGE, path, absl::StrCat("has more than ", kMaxWeightsBytes, " bytes"));
    } else if (std::any_of(weights.begin(), weights.end(), absl::ascii_iscntrl)) {
      violations.Add(v1::ERROR_REASON_INVALID_FORMAT, path, "has control characters");
    }
  }
}

void ValidateVersion(const v1::ReplicateVersion& version, bool image_required, Violations& violations) {
  RequireVersionId("replicate.version.id", version.id(), violations);
  if (image_required || !version.docker_image_id().empty()) {
    RequireImageId("replicate.version.docker_image_id", version.docker_image_id(), violations);
  }
  if (!version.base_docker_image_id().empty()) {
    RequireImageId("replicate.version.base_docker_image_id", version.base_docker_image_id(), violations);
  }
  if (version.has_base_version()) {
    RequireVersionId("replicate.version.base_version.id", version.base_version().id(), violations);
    RequireImageId("replicate.version.base_version.docker_image_id", version.base_version().docker_image_id(),
                   violations);
  }
  ValidateWeights(version, violations);
}

// A deployment behind a model serves its functions; any other serves predictions.
void CheckKindRules(const v1::ReplicateWorkload& workload, Violations& violations) {
  const bool used_by_model = workload.deployment().used_by_model();
  constexpr absl::string_view kUsedByModel = "replicate.deployment.used_by_model";
  if (workload.kind() == v1::DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION && used_by_model) {
    violations.Add(v1::ERROR_REASON_DEPLOYMENT_USED_BY_MODEL, kUsedByModel,
                   "a deployment prediction needs a deployment that is not used by a model");
  }
  if (workload.kind() == v1::DEPLOYABLE_KIND_FUNCTION_PREDICTION && workload.has_deployment() && !used_by_model) {
    violations.Add(v1::ERROR_REASON_DEPLOYMENT_NOT_USED_BY_MODEL, kUsedByModel,
                   "a function prediction needs a deployment that is used by a model");
  }
  if (workload.kind() == v1::DEPLOYABLE_KIND_VERSION_TRAINING && workload.has_version() &&
      !workload.version().trainable()) {
    violations.Add(v1::ERROR_REASON_VERSION_NOT_TRAINABLE, "replicate.version.trainable",
                   "a training needs a version that is marked trainable");
  }
}

// What the kind needs and what has no meaning for it. False if there is no such kind.
bool CheckParts(const v1::ReplicateWorkload& workload, Violations& violations) {
  for (const KindParts& parts : kKindParts) {
    if (parts.kind != workload.kind()) continue;
    CheckPart(parts.deployment, workload.has_deployment(), "deployment", parts.name, violations);
    CheckPart(parts.version, workload.has_version(), "version", parts.name, violations);
    CheckPart(parts.procedure, workload.has_procedure(), "procedure", parts.name, violations);
    // A procedure brings the configuration of its own.
    const bool own_config = parts.kind != v1::DEPLOYABLE_KIND_FUNCTION_PREDICTION;
    CheckPart(own_config ? Need::kOptional : Need::kRefused, workload.deployment().has_config(), "deployment.config",
              parts.name, violations);
    return true;
  }
  violations.Add(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, "replicate.kind", "every workload has a kind");
  return false;
}

}  // namespace

bool ValidateWorkload(const v1::ReplicateWorkload& workload, const CatalogIndex& catalog, Violations& violations) {
  const bool has_kind = CheckParts(workload, violations);
  if (workload.has_deployment()) RequireUuid("replicate.deployment.id", workload.deployment().id(), violations);
  if (workload.has_procedure()) RequireUuid("replicate.procedure.id", workload.procedure().id(), violations);
  if (workload.has_version()) {
    ValidateVersion(workload.version(), workload.kind() != v1::DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION, violations);
  }
  CheckKindRules(workload, violations);
  const int max_replicas = catalog.replicate().instance_bounds().max_max_instances();
  if (workload.has_replicas()) {
    RequireRange("replicate.replicas", workload.replicas(), 0, max_replicas, violations);
  }
  if (workload.provider() != v1::PROVIDER_UNSPECIFIED && catalog.FindProvider(workload.provider()) == nullptr) {
    violations.Add(v1::ERROR_REASON_VALUE_OUT_OF_RANGE, "replicate.provider",
                   absl::StrCat("the catalog has no `", v1::Provider_Name(workload.provider()), "`"));
  }
  return has_kind;
}

}  // namespace berth
