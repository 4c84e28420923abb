#include "core/replicate/deployable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/rules/rules.h"
#include "tests/core/lines.h"
#include "tests/core/replicate/deployables.h"

namespace berth {
namespace {

using testing::ElementsAreArray;

const std::string kImageKey(kImageId.substr(0, 32));

v1::ReplicateWorkload TrainingWorkload(absl::string_view config) {
  v1::ReplicateWorkload workload = VersionWorkload(config);
  workload.set_kind(v1::DEPLOYABLE_KIND_VERSION_TRAINING);
  workload.mutable_version()->set_trainable(true);
  workload.mutable_version()->mutable_training_config()->Swap(workload.mutable_version()->mutable_prediction_config());
  workload.mutable_version()->clear_prediction_config();
  return workload;
}

// On a base with other hardware, and with an own configuration that must not matter.
v1::ReplicateWorkload HotswapWorkload() {
  v1::ReplicateWorkload workload = VersionWorkload("hardware: 'gpu-t4'");
  v1::ReplicateVersion& version = *workload.mutable_version();
  version.add_additional_weights("w");
  version.set_base_docker_image_id(std::string(64, 'a'));
  *version.mutable_base_version() = FromText<v1::ReplicateBaseVersion>(absl::StrCat(
      "id: 'b' public: true accepts_replicate_weights: true docker_image_id: 'sha256:", std::string(64, 'A'),
      "' prediction_config { hardware: 'gpu-h100' docker_image: 'base:1' }"));
  return workload;
}

v1::ReplicateWorkload UnifiedProcedure() {
  v1::ReplicateWorkload workload = ProcedureWorkload("hardware: 'cpu'");
  workload.mutable_procedure()->set_unified_pipeline(true);
  return workload;
}

struct FactsCase {
  absl::string_view name;
  v1::ReplicateWorkload workload;
  absl::string_view infrastructure;
  absl::string_view config_source;
  bool prefer_same_stream;
  absl::string_view job_kind;
  std::string key;
  std::string queue;
  absl::string_view sku;
  absl::string_view row;
};

std::vector<FactsCase> FactsCases() {
  const std::string uuid(kUuid);
  return {
      {"deployment", DeploymentWorkload("hardware: 'gpu-t4'"), "persistent", "replicate.deployment.config", false,
       "prediction", "dp-" + uuid, "input:prediction:dp-" + uuid, "gpu-t4", "deployment"},
      {"function", ProcedureWorkload("hardware: 'cpu'"), "ephemeral", "replicate.procedure.config", false, "procedure",
       "fp-" + uuid, "input:prediction:fp-" + uuid, "cpu", "function"},
      {"unified function", UnifiedProcedure(), "ephemeral", "replicate.procedure.config", false, "procedure",
       "fp-" + uuid, "input:prediction:fp-" + std::string(32, '0'), "cpu", "function"},
      {"version", VersionWorkload("hardware: 'gpu-t4'"), "ephemeral", "replicate.version.prediction_config", false,
       "prediction", "vp-" + kImageKey, "input:prediction:vp-" + kImageKey, "gpu-t4", "version"},
      {"hotswap", HotswapWorkload(), "shared base", "replicate.version.base_version.prediction_config", true,
       "prediction", "hp-" + std::string(32, 'a'), "input:prediction:hp-" + std::string(32, 'a'), "gpu-h100",
       "hotswap"},
      {"training", TrainingWorkload("hardware: 'gpu-l40s'"), "ephemeral", "replicate.version.training_config", false,
       "training", "vt-" + kImageKey, "input:training:vt-" + kImageKey, "gpu-l40s", "training"},
  };
}

TEST(DeployableTest, EachKindHasItsColumns) {
  for (const FactsCase& row : FactsCases()) {
    SCOPED_TRACE(std::string(row.name));
    const Deployable deployable = Resolved(row.workload);
    EXPECT_EQ(deployable.facts.kind(), row.workload.kind());
    EXPECT_EQ(deployable.facts.infrastructure(), row.infrastructure);
    EXPECT_EQ(deployable.facts.config_source(), row.config_source);
    ASSERT_TRUE(deployable.facts.has_prefer_same_stream());
    EXPECT_EQ(deployable.facts.prefer_same_stream(), row.prefer_same_stream);
    EXPECT_EQ(deployable.facts.director_job_kind(), row.job_kind);
    EXPECT_EQ(deployable.facts.key(), row.key);
    EXPECT_EQ(deployable.facts.queue(), row.queue);
    EXPECT_TRUE(deployable.facts.queue_shuffle_sharded());
    EXPECT_EQ(deployable.facts.has_hotswap(), row.workload.kind() == v1::DEPLOYABLE_KIND_VERSION_PREDICTION);
    EXPECT_EQ(deployable.sku->name(), row.sku);
    EXPECT_EQ(deployable.unit->name(), deployable.sku->compute_unit());
  }
}

TEST(DeployableTest, EachDecisionNamesARuleOfItsRow) {
  for (const FactsCase& row : FactsCases()) {
    SCOPED_TRACE(std::string(row.name));
    v1::Explanation explanation;
    DecisionTrace trace(&explanation);
    Violations violations;
    ResolveDeployable(row.workload, DefaultIndex(), trace, violations);
    std::set<std::string> rules;
    for (const v1::Decision& decision : explanation.decisions()) {
      EXPECT_TRUE(IsRule(decision.rule())) << decision.rule();
      rules.insert(decision.rule());
    }
    for (const absl::string_view column : {"infrastructure", "config", "key", "job-kind", "prefer-same-stream"}) {
      EXPECT_TRUE(rules.contains(absl::StrCat("workload.", row.row, ".", column))) << column;
    }
  }
}

// Weights besides the image, but no base to run on.
v1::ReplicateWorkload WithWeights(v1::ReplicateWorkload workload, absl::string_view version_id,
                                  absl::string_view weights = "w") {
  workload.mutable_version()->set_id(std::string(version_id));
  workload.mutable_version()->add_additional_weights(std::string(weights));
  return workload;
}

TEST(DeployableTest, VersionsWithWeightsOfTheirOwnHaveKeysOfTheirOwn) {
  const v1::ReplicateWorkload plain = VersionWorkload("hardware: 'gpu-t4'");
  const v1::ReplicateWorkload training = TrainingWorkload("hardware: 'gpu-t4'");
  v1::ReplicateWorkload other_image = WithWeights(plain, "one");
  other_image.mutable_version()->set_docker_image_id(std::string(64, 'b'));
  struct KeyCase {
    absl::string_view name;
    v1::ReplicateWorkload workload;
    bool by_version;
  };
  const KeyCase rows[] = {
      {"no weights", plain, false},
      {"first version", WithWeights(plain, "one"), true},
      {"second version on the same image", WithWeights(plain, "two"), true},
      {"first version on another image", other_image, true},
      {"hotswap", HotswapWorkload(), false},
      {"training", training, false},
      {"training of the first version", WithWeights(training, "one"), true},
      {"training of the second version", WithWeights(training, "two"), true},
      {"deployment", DeploymentWorkload("hardware: 'gpu-t4'"), false},
      {"function", ProcedureWorkload("hardware: 'cpu'"), false},
  };
  std::set<std::string> keys;
  for (const KeyCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    const Deployable deployable = Resolved(row.workload);
    EXPECT_TRUE(keys.insert(deployable.facts.key()).second) << deployable.facts.key();
    EXPECT_TRUE(absl::EndsWith(deployable.facts.queue(), deployable.facts.key()));
    EXPECT_EQ(deployable.facts.key().size(), 35u);
    EXPECT_THAT(FindingLines(deployable.diagnostics),
                ElementsAreArray(row.by_version ? Lines{"INFO KEY_FROM_VERSION_ID replicate.version.additional_weights"}
                                                : Lines{}));
  }
  EXPECT_EQ(Resolved(WithWeights(plain, "one", "")).facts.key(), Resolved(plain).facts.key());
  v1::ReplicateWorkload shouted = WithWeights(plain, "one");
  shouted.mutable_version()->set_docker_image_id(absl::StrCat("sha256:", absl::AsciiStrToUpper(kImageId)));
  EXPECT_EQ(Resolved(shouted).facts.key(), Resolved(WithWeights(plain, "one")).facts.key());
}

TEST(DeployableTest, SaysWhereGpusAreVisibleThatNobodyRequests) {
  const std::tuple<absl::string_view, v1::ReplicateWorkload, Lines> rows[] = {
      {"all of them",
       VersionWorkload("hardware: 'cpu' env { name: 'NVIDIA_VISIBLE_DEVICES' value: 'all' }"),
       {"WARNING GPUS_VISIBLE_WITHOUT_REQUEST NVIDIA_VISIBLE_DEVICES"}},
      {"one",
       ProcedureWorkload("hardware: 'cpu' env { name: 'NVIDIA_VISIBLE_DEVICES' value: '0' }"),
       {"WARNING GPUS_VISIBLE_WITHOUT_REQUEST NVIDIA_VISIBLE_DEVICES"}},
      {"none", VersionWorkload("hardware: 'cpu' env { name: 'NVIDIA_VISIBLE_DEVICES' value: 'void' }"), {}},
      {"unset", VersionWorkload("hardware: 'cpu' env { name: 'NVIDIA_VISIBLE_DEVICES' }"), {}},
      {"on a pod with GPUs",
       VersionWorkload("hardware: 'gpu-t4' env { name: 'NVIDIA_VISIBLE_DEVICES' value: 'all' }"),
       {}},
  };
  for (const auto& [name, workload, lines] : rows) {
    SCOPED_TRACE(std::string(name));
    EXPECT_THAT(FindingLines(Resolved(workload).diagnostics), ElementsAreArray(lines));
  }
}

TEST(DeployableTest, KeysComeFromTheCatalog) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    catalog.mutable_replicate()->mutable_queue_names()->set_version_key_prefix("mine-");
  });
  EXPECT_EQ(Resolved(VersionWorkload("hardware: 'cpu'"), *catalog).facts.key(), "mine-" + kImageKey);
}

TEST(DeployableTest, ADeploymentTakesWhatItDoesNotSayFromTheVersion) {
  v1::ReplicateWorkload workload = DeploymentWorkload("min_instances: 2");
  *workload.mutable_version() = FromText<v1::ReplicateVersion>(
      "id: 'v' prediction_config { hardware: 'gpu-2x-t4' docker_image: 'other' min_instances: 1 max_instances: 4 }");
  const Deployable deployable = Resolved(workload);
  EXPECT_EQ(deployable.sku->name(), "gpu-2x-t4");
  EXPECT_EQ(deployable.config.docker_image(), "acme/model:1");
  EXPECT_EQ(deployable.config.min_instances(), 2);
  EXPECT_EQ(deployable.config.max_instances(), 4);
}

TEST(DeployableTest, ATrainingNeverUsesThePredictionConfiguration) {
  v1::ReplicateWorkload workload = TrainingWorkload("hardware: 'gpu-l40s'");
  *workload.mutable_version()->mutable_prediction_config() =
      FromText<v1::DeployableConfig>("hardware: 'gpu-h100' min_instances: 3");
  const Deployable deployable = Resolved(workload);
  EXPECT_EQ(deployable.sku->name(), "gpu-l40s");
  EXPECT_FALSE(deployable.config.has_min_instances());
}

struct RefusedCase {
  absl::string_view name;
  v1::ReplicateWorkload workload;
  Lines lines;
};

TEST(DeployableTest, ReportsTheFaultsOfEveryPart) {
  v1::ReplicateWorkload several = DeploymentWorkload("hardware: 'gpu-t5' min_instances: 6");
  several.mutable_deployment()->set_used_by_model(true);
  *several.mutable_version() = FromText<v1::ReplicateVersion>("id: 'v' prediction_config { max_instances: 21 }");
  v1::ReplicateWorkload no_training = TrainingWorkload("hardware: 'cpu'");
  no_training.mutable_version()->mutable_prediction_config()->Swap(
      no_training.mutable_version()->mutable_training_config());
  no_training.mutable_version()->clear_training_config();
  v1::ReplicateWorkload foreign = VersionWorkload("hardware: 'gpu-t5' min_instances: 6");
  *foreign.mutable_procedure() = ProcedureWorkload("hardware: 'cpu'").procedure();
  v1::ReplicateWorkload incomplete = ProcedureWorkload("hardware: 'gpu-t4'");
  incomplete.clear_deployment();
  const std::vector<RefusedCase> rows = {
      {"a foreign part hides no fault",
       foreign,
       {"FIELD_NOT_APPLICABLE replicate.procedure",
        "VALUE_OUT_OF_RANGE replicate.version.prediction_config.min_instances",
        "UNKNOWN_SKU replicate.version.prediction_config.hardware"}},
      {"nor does a missing part",
       incomplete,
       {"REQUIRED_FIELD_MISSING replicate.deployment", "GPU_NOT_ALLOWED replicate.procedure.config.hardware"}},
      {"GPU for a function",
       ProcedureWorkload("hardware: 'gpu-t4'"),
       {"GPU_NOT_ALLOWED replicate.procedure.config.hardware"}},
      {"GPU for a function, by unit",
       ProcedureWorkload("compute_unit: 'gpu-t4'"),
       {"GPU_NOT_ALLOWED replicate.procedure.config.compute_unit"}},
      {"several",
       several,
       {"DEPLOYMENT_USED_BY_MODEL replicate.deployment.used_by_model",
        "VALUE_OUT_OF_RANGE replicate.deployment.config.min_instances",
        "VALUE_OUT_OF_RANGE replicate.version.prediction_config.max_instances",
        "UNKNOWN_SKU replicate.deployment.config.hardware"}},
      {"training without its configuration",
       no_training,
       {"REQUIRED_FIELD_MISSING replicate.version.training_config.hardware",
        "REQUIRED_FIELD_MISSING replicate.version.training_config.docker_image"}},
      {"no kind", v1::ReplicateWorkload(), {"REQUIRED_FIELD_MISSING replicate.kind"}},
  };
  for (const RefusedCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    DecisionTrace trace(nullptr);
    Violations violations;
    ResolveDeployable(row.workload, DefaultIndex(), trace, violations);
    EXPECT_THAT(ViolationLines(violations), ElementsAreArray(row.lines));
  }
}

TEST(KindTest, NamesAndPurposes) {
  const std::tuple<v1::DeployableKind, absl::string_view, v1::Purpose> rows[] = {
      {v1::DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION, "deployment-prediction", v1::PURPOSE_DEPLOYMENTS},
      {v1::DEPLOYABLE_KIND_FUNCTION_PREDICTION, "function-prediction", v1::PURPOSE_MODELS},
      {v1::DEPLOYABLE_KIND_VERSION_PREDICTION, "version-prediction", v1::PURPOSE_MODELS},
      {v1::DEPLOYABLE_KIND_VERSION_TRAINING, "version-training", v1::PURPOSE_MODELS},
  };
  for (const auto& [kind, name, purpose] : rows) {
    EXPECT_EQ(KindName(kind), name);
    EXPECT_EQ(PurposeOf(kind), purpose);
  }
}

}  // namespace
}  // namespace berth
