#include "core/replicate/deployment_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/names/kubernetes_names.h"
#include "core/wire/wire.h"
#include "tests/core/lines.h"
#include "tests/core/replicate/deployables.h"

namespace berth {
namespace {

v1::Deployment DocumentOf(const v1::ReplicateWorkload& workload, v1::Provider provider, int replicas = 1,
                          const CatalogIndex& catalog = DefaultIndex(), const std::optional<v1::NodeFit>& fit = {}) {
  v1::Deployment document;
  DecisionTrace trace(nullptr);
  BuildDeployment(Resolved(workload, catalog), replicas, *catalog.FindProvider(provider), fit, catalog, trace,
                  document);
  return document;
}

TEST(DeploymentDocumentTest, MetadataIsMadeOfTheCatalogsKeys) {
  const v1::Deployment document = DocumentOf(DeploymentWorkload("hardware: 'gpu-2x-t4'"), v1::PROVIDER_GKE);
  const std::string key = absl::StrCat("dp-", kUuid);
  const std::string labels =
      absl::StrCat(R"("labels":{"app.kubernetes.io/component":"model","app.kubernetes.io/managed-by":"berth",)",
                   R"("berth.dev/compute-unit":"gpu-t4","berth.dev/deployable":")", key, R"("})");
  EXPECT_EQ(document.api_version(), "apps/v1");
  EXPECT_EQ(document.kind(), "Deployment");
  EXPECT_EQ(ToJson(document.metadata()),
            absl::StrCat(R"({"name":")", key, R"(","namespace":"models",)", labels,
                         R"(,"annotations":{"berth.dev/kind":"deployment-prediction",)",
                         R"("berth.dev/queue":"input:prediction:)", key, R"(","berth.dev/sku":"gpu-2x-t4"}})"));
  EXPECT_EQ(ToJson(document.spec().template_().metadata()), absl::StrCat("{", labels, "}"));
  EXPECT_EQ(ToJson(document.spec().selector()),
            absl::StrCat(R"({"matchLabels":{"berth.dev/deployable":")", key, R"("}})"));
}

TEST(DeploymentDocumentTest, KeysAndNamespaceAreData) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    PolicyOf(catalog, v1::PROVIDER_GKE).set_namespace_("elsewhere");
    v1::ReplicateSettings& settings = *catalog.mutable_replicate();
    settings.clear_static_labels();
    *settings.mutable_metadata_keys() = FromText<v1::MetadataKeys>(R"(
      deployable_label: "d" compute_unit_label: "u" grace_period_label: "g"
      queue_annotation: "q" sku_annotation: "s" kind_annotation: "k")");
  });
  const v1::Deployment document =
      DocumentOf(VersionWorkload("hardware: 'cpu' predict_timeout { seconds: 1801 }"), v1::PROVIDER_GKE, 1, *catalog);
  const std::string key = absl::StrCat("vp-", kImageId.substr(0, 32));
  EXPECT_EQ(ToJson(document.metadata()),
            absl::StrCat(R"({"name":")", key, R"(","namespace":"elsewhere","labels":{"d":")", key,
                         R"(","u":"cpu"},"annotations":{"k":"version-prediction",)", R"("q":"input:prediction:)", key,
                         R"(","s":"cpu"}})"));
}

TEST(DeploymentDocumentTest, OnlyPodsThatAreBinPackedSayTheirGracePeriod) {
  struct LabelCase {
    absl::string_view name;
    v1::Provider provider;
    absl::string_view config;
    absl::string_view label;
  };
  const LabelCase rows[] = {
      {"one GPU", v1::PROVIDER_CKS, "hardware: 'gpu-l40s'", "standard"},
      {"four GPUs, long predictions", v1::PROVIDER_CKS, "hardware: 'gpu-4x-h100' predict_timeout { seconds: 1801 }",
       "extended"},
      {"all GPUs of a node", v1::PROVIDER_CKS, "hardware: 'gpu-8x-h100'", ""},
      {"CPU model", v1::PROVIDER_CKS, "hardware: 'cpu'", ""},
      {"H200 at MK8S", v1::PROVIDER_MK8S, "hardware: 'gpu-h200'", "standard"},
      {"CPU model at MK8S", v1::PROVIDER_MK8S, "hardware: 'cpu'", ""},
      {"a provider without bin-packing", v1::PROVIDER_GKE, "hardware: 'gpu-t4'", ""},
  };
  for (const LabelCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    const v1::Deployment document = DocumentOf(VersionWorkload(row.config), row.provider);
    for (const v1::ObjectMeta* metadata : {&document.metadata(), &document.spec().template_().metadata()}) {
      const auto label = metadata->labels().find("berth.dev/grace-period");
      EXPECT_EQ(label == metadata->labels().end() ? "" : label->second, row.label);
    }
  }
}

TEST(DeploymentDocumentTest, ReplicasAreAlwaysThere) {
  const v1::Deployment document = DocumentOf(VersionWorkload("hardware: 'cpu'"), v1::PROVIDER_CKS, /*replicas=*/0);
  ASSERT_TRUE(document.spec().has_replicas());
  EXPECT_EQ(document.spec().replicas(), 0);
}

struct ReplicasCase {
  absl::string_view workload;
  absl::string_view config;
  int replicas;
};

TEST(ReplicasTest, AreTheRequestsThenTheMinimumThenNone) {
  const ReplicasCase rows[] = {{"replicas: 3", "min_instances: 1", 3},
                               {"replicas: 0", "min_instances: 1", 0},
                               {"", "min_instances: 2 max_instances: 4", 2},
                               {"", "max_instances: 4", 0},
                               {"", "", 0}};
  for (const ReplicasCase& row : rows) {
    EXPECT_EQ(ReplicasOf(FromText<v1::ReplicateWorkload>(row.workload), FromText<v1::DeployableConfig>(row.config)),
              row.replicas);
  }
}

using StringMap = google::protobuf::Map<std::string, std::string>;

void ExpectLegalLabels(const StringMap& labels) {
  for (const auto& [key, value] : labels) {
    EXPECT_TRUE(IsQualifiedName(key)) << key;
    EXPECT_TRUE(IsLabelValue(value)) << key << "=" << value;
  }
}

void ExpectSubset(const StringMap& selected, const StringMap& labels) {
  EXPECT_FALSE(selected.empty());
  for (const auto& [key, value] : selected) {
    const auto found = labels.find(key);
    ASSERT_TRUE(found != labels.end()) << key;
    EXPECT_EQ(found->second, value);
  }
}

// Everything that selects pods selects labels that the template has, and every label is legal.
void ExpectSound(const v1::Deployment& document) {
  const v1::PodSpec& pod = document.spec().template_().spec();
  const StringMap& labels = document.spec().template_().metadata().labels();
  EXPECT_TRUE(IsDnsLabel(document.metadata().name()));
  ExpectLegalLabels(document.metadata().labels());
  ExpectLegalLabels(labels);
  ExpectSubset(document.spec().selector().match_labels(), labels);
  for (const auto& term : pod.affinity().pod_affinity().preferred_during_scheduling_ignored_during_execution()) {
    ExpectSubset(term.pod_affinity_term().label_selector().match_labels(), labels);
  }
  for (const auto& constraint : pod.topology_spread_constraints()) {
    ExpectSubset(constraint.label_selector().match_labels(), labels);
  }
}

TEST(DeploymentDocumentTest, LabelsAreLegalAndSelectedOnesAreThere) {
  int documents = 0;
  for (const v1::Sku* sku : DefaultIndex().SkusByName()) {
    if (!DefaultIndex().FindComputeUnit(sku->compute_unit())->has_limits()) continue;
    for (const v1::Provider provider : DefaultIndex().Providers()) {
      SCOPED_TRACE(absl::StrCat(sku->name(), " at ", v1::Provider_Name(provider)));
      ExpectSound(DocumentOf(VersionWorkload(absl::StrCat("hardware: '", sku->name(), "'")), provider));
      ++documents;
    }
  }
  EXPECT_EQ(documents, 3 * 33);
}

// A document has nothing of its version's id or name: those are no legal labels.
TEST(DeploymentDocumentTest, DependsOnNothingButTheDeployable) {
  v1::ReplicateWorkload one = VersionWorkload("hardware: 'gpu-h100'");
  v1::ReplicateWorkload other = one;
  one.mutable_version()->set_id("@cf/meta/llama 3");
  EXPECT_EQ(Encode(DocumentOf(one, v1::PROVIDER_CKS)), Encode(DocumentOf(other, v1::PROVIDER_CKS)));
}

}  // namespace
}  // namespace berth
