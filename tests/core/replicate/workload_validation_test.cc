#include "core/replicate/workload_validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/core/lines.h"
#include "tests/core/replicate/deployables.h"

namespace berth {
namespace {

using testing::ElementsAreArray;

struct WorkloadCase {
  std::string name;
  // `IMAGE` and `UUID` stand for legal ones.
  std::string workload;
  Lines lines;
};

constexpr char kVersion[] = "kind: DEPLOYABLE_KIND_VERSION_PREDICTION version { id: 'v' docker_image_id: 'IMAGE' } ";
constexpr char kTraining[] =
    "kind: DEPLOYABLE_KIND_VERSION_TRAINING version { id: 'v' docker_image_id: 'IMAGE' trainable: true } ";
constexpr char kDeployment[] = "kind: DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION deployment { id: 'UUID' } ";
constexpr char kFunction[] =
    "kind: DEPLOYABLE_KIND_FUNCTION_PREDICTION deployment { id: 'UUID' used_by_model: true } procedure { id: 'UUID' } ";

void ExpectLines(const std::vector<WorkloadCase>& rows) {
  for (const WorkloadCase& row : rows) {
    SCOPED_TRACE(row.name);
    const auto workload =
        FromText<v1::ReplicateWorkload>(absl::StrReplaceAll(row.workload, {{"IMAGE", kImageId}, {"UUID", kUuid}}));
    Violations violations;
    ValidateWorkload(workload, DefaultIndex(), violations);
    EXPECT_THAT(ViolationLines(violations), ElementsAreArray(row.lines));
  }
}

TEST(ValidateWorkloadTest, EachKindHasItsParts) {
  ExpectLines({
      {"no kind", "", {"REQUIRED_FIELD_MISSING replicate.kind"}},
      {"unknown kind", "kind: 77", {"REQUIRED_FIELD_MISSING replicate.kind"}},
      {"version", kVersion, {}},
      {"version without version",
       "kind: DEPLOYABLE_KIND_VERSION_PREDICTION",
       {"REQUIRED_FIELD_MISSING replicate.version"}},
      {"version with the others",
       absl::StrCat(kVersion, "deployment { id: 'UUID' } procedure { id: 'UUID' }"),
       {"FIELD_NOT_APPLICABLE replicate.deployment", "FIELD_NOT_APPLICABLE replicate.procedure"}},
      {"training", kTraining, {}},
      {"training without version",
       "kind: DEPLOYABLE_KIND_VERSION_TRAINING",
       {"REQUIRED_FIELD_MISSING replicate.version"}},
      {"training with the others",
       absl::StrCat(kTraining, "deployment { id: 'UUID' } procedure { id: 'UUID' }"),
       {"FIELD_NOT_APPLICABLE replicate.deployment", "FIELD_NOT_APPLICABLE replicate.procedure"}},
      {"deployment", kDeployment, {}},
      {"deployment with version", absl::StrCat(kDeployment, "version { id: 'v' }"), {}},
      {"deployment without deployment",
       "kind: DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION",
       {"REQUIRED_FIELD_MISSING replicate.deployment"}},
      {"deployment with procedure",
       absl::StrCat(kDeployment, "procedure { id: 'UUID' }"),
       {"FIELD_NOT_APPLICABLE replicate.procedure"}},
      {"function", kFunction, {}},
      {"function without anything",
       "kind: DEPLOYABLE_KIND_FUNCTION_PREDICTION",
       {"REQUIRED_FIELD_MISSING replicate.deployment", "REQUIRED_FIELD_MISSING replicate.procedure"}},
      {"function with version",
       absl::StrCat(kFunction, "version { id: 'v' docker_image_id: 'IMAGE' }"),
       {"FIELD_NOT_APPLICABLE replicate.version"}},
      {"function with the deployment's configuration",
       "kind: DEPLOYABLE_KIND_FUNCTION_PREDICTION procedure { id: 'UUID' } deployment { id: 'UUID' used_by_model: true "
       "config { } }",
       {"FIELD_NOT_APPLICABLE replicate.deployment.config"}},
  });
}

TEST(ValidateWorkloadTest, EachKindHasItsRule) {
  ExpectLines({
      {"deployment of a model",
       "kind: DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION deployment { id: 'UUID' used_by_model: true }",
       {"DEPLOYMENT_USED_BY_MODEL replicate.deployment.used_by_model"}},
      {"deployment of no model, said aloud",
       "kind: DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION deployment { id: 'UUID' used_by_model: false }",
       {}},
      {"function of no model",
       "kind: DEPLOYABLE_KIND_FUNCTION_PREDICTION deployment { id: 'UUID' } procedure { id: 'UUID' }",
       {"DEPLOYMENT_NOT_USED_BY_MODEL replicate.deployment.used_by_model"}},
      {"training of a version that is not trainable",
       "kind: DEPLOYABLE_KIND_VERSION_TRAINING version { id: 'v' docker_image_id: 'IMAGE' }",
       {"VERSION_NOT_TRAINABLE replicate.version.trainable"}},
  });
}

TEST(ValidateWorkloadTest, IdsHaveTheirForms) {
  const std::string long_id(129, 'v');
  ExpectLines({
      {"no ids",
       "kind: DEPLOYABLE_KIND_VERSION_PREDICTION version { base_version { } }",
       {"REQUIRED_FIELD_MISSING replicate.version.id", "REQUIRED_FIELD_MISSING replicate.version.docker_image_id",
        "REQUIRED_FIELD_MISSING replicate.version.base_version.id",
        "REQUIRED_FIELD_MISSING replicate.version.base_version.docker_image_id"}},
      {"malformed ids",
       "kind: DEPLOYABLE_KIND_VERSION_PREDICTION version { id: ' v' docker_image_id: 'x' base_docker_image_id: 'y' "
       "base_version { id: 'b\\n' docker_image_id: 'z' } }",
       {"INVALID_FORMAT replicate.version.id", "INVALID_FORMAT replicate.version.docker_image_id",
        "INVALID_FORMAT replicate.version.base_docker_image_id", "INVALID_FORMAT replicate.version.base_version.id",
        "INVALID_FORMAT replicate.version.base_version.docker_image_id"}},
      {"long ids",
       absl::StrCat("kind: DEPLOYABLE_KIND_VERSION_PREDICTION version { id: '", long_id,
                    "' docker_image_id: 'IMAGE' base_version { id: '", long_id, "' docker_image_id: 'IMAGE' } }"),
       {"TOO_LARGE replicate.version.id", "TOO_LARGE replicate.version.base_version.id"}},
      {"UUIDs",
       "kind: DEPLOYABLE_KIND_FUNCTION_PREDICTION deployment { id: 'x' used_by_model: true } procedure { }",
       {"INVALID_FORMAT replicate.deployment.id", "REQUIRED_FIELD_MISSING replicate.procedure.id"}},
      {"a deployment's version needs no image, but a legal one",
       absl::StrCat(kDeployment, "version { id: 'v' docker_image_id: 'x' }"),
       {"INVALID_FORMAT replicate.version.docker_image_id"}},
  });
}

std::string Weights(int entries, size_t bytes) {
  std::string text = "kind: DEPLOYABLE_KIND_VERSION_PREDICTION version { id: 'v' docker_image_id: 'IMAGE' ";
  for (int i = 0; i < entries; ++i) absl::StrAppend(&text, "additional_weights: '", std::string(bytes, 'w'), "' ");
  return text + "}";
}

TEST(ValidateWorkloadTest, WhatIsRepeatedIsBounded) {
  ExpectLines({
      {"most weights", Weights(100, 4096), {}},
      {"too many weights", Weights(101, 1), {"TOO_LARGE replicate.version.additional_weights"}},
      {"long weights",
       Weights(2, 4097),
       {"TOO_LARGE replicate.version.additional_weights[0]", "TOO_LARGE replicate.version.additional_weights[1]"}},
  });
}

TEST(ValidateWorkloadTest, ReplicasAreInRange) {
  ExpectLines({
      {"none", absl::StrCat(kVersion, "replicas: 0"), {}},
      {"most", absl::StrCat(kVersion, "replicas: 20"), {}},
      {"negative", absl::StrCat(kVersion, "replicas: -1"), {"VALUE_OUT_OF_RANGE replicate.replicas"}},
      {"too many", absl::StrCat(kVersion, "replicas: 21"), {"VALUE_OUT_OF_RANGE replicate.replicas"}},
  });
}

TEST(ValidateWorkloadTest, TheProviderIsInTheCatalog) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    auto& providers = *catalog.mutable_providers();
    providers.erase(std::remove_if(providers.begin(), providers.end(),
                                   [](const auto& policy) { return policy.provider() == v1::PROVIDER_GKE; }),
                    providers.end());
  });
  v1::ReplicateWorkload workload = VersionWorkload("");
  workload.set_provider(v1::PROVIDER_GKE);
  Violations violations;
  ValidateWorkload(workload, *catalog, violations);
  EXPECT_THAT(MessageLines(violations.ToStatus()),
              testing::ElementsAre("replicate.provider: the catalog has no `PROVIDER_GKE`"));
}

}  // namespace
}  // namespace berth
