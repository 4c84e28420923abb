#include "core/planner/catalog_info.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "core/catalog/catalog_loader.h"
#include "core/rules/rules.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "tests/core/edited_catalog.h"

namespace berth {
namespace {

using testing::ElementsAre;

TEST(CatalogInfoTest, SaysWhatAnswersAreBasedOn) {
  v1::GetCatalogInfoResponse info;
  GetCatalogInfo(DefaultIndex(), "1.2.3", info);
  EXPECT_EQ(info.catalog_revision(), DefaultIndex().revision());
  EXPECT_EQ(info.build_version(), "1.2.3");
  EXPECT_EQ(info.compute_units(), 16);
  EXPECT_EQ(info.skus(), 57);
}

TEST(CatalogInfoTest, ListsProvidersInTheOrderOfTheEnum) {
  const auto catalog = CatalogWith([](v1::Catalog& catalog) {
    PolicyOf(catalog, v1::PROVIDER_MK8S).set_namespace_("elsewhere");
    std::reverse(catalog.mutable_providers()->begin(), catalog.mutable_providers()->end());
  });
  v1::GetCatalogInfoResponse info;
  GetCatalogInfo(*catalog, "", info);
  ASSERT_EQ(info.providers_size(), 3);
  EXPECT_EQ(info.providers(0).provider(), v1::PROVIDER_CKS);
  EXPECT_EQ(info.providers(0).display_name(), "CoreWeave CKS");
  EXPECT_EQ(info.providers(1).role(), "H200 capacity");
  EXPECT_EQ(info.providers(1).namespace_(), "elsewhere");
  EXPECT_THAT(info.providers(1).compute_units(), ElementsAre("cpu", "gpu-h200"));
  EXPECT_THAT(info.providers(2).compute_units(), ElementsAre("cpu", "gpu-t4", "gpu-t4-highmem", "gpu-t4-lowmem"));
}

TEST(CatalogInfoTest, ListsEveryRule) {
  v1::GetCatalogInfoResponse info;
  GetCatalogInfo(DefaultIndex(), "", info);
  ASSERT_EQ(info.rules_size(), static_cast<int>(AllRules().size()));
  for (int i = 0; i < info.rules_size(); ++i) {
    EXPECT_EQ(info.rules(i).id(), AllRules()[i].id);
    EXPECT_EQ(info.rules(i).text(), AllRules()[i].text);
  }
}

// Visits every text and every number of a message, as they would be written.
void VisitValues(const google::protobuf::Message& message, const std::function<void(std::string)>& visit) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const google::protobuf::FieldDescriptor* field : fields) {
    // Notes are for people.
    if (field->message_type() == v1::Provenance::descriptor()) continue;
    for (int i = 0; i < (field->is_repeated() ? reflection.FieldSize(message, field) : 1); ++i) {
      if (field->message_type() != nullptr) {
        VisitValues(field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                         : reflection.GetMessage(message, field),
                    visit);
      } else if (field->enum_type() == nullptr && field->type() != google::protobuf::FieldDescriptor::TYPE_BOOL) {
        std::string value;
        google::protobuf::TextFormat::PrintFieldValueToString(message, field, field->is_repeated() ? i : -1, &value);
        visit(absl::StrReplaceAll(value, {{"\"", ""}}));
      }
    }
  }
}

std::set<std::string> ValuesOf(const v1::Catalog& catalog) {
  std::set<std::string> values;
  VisitValues(catalog, [&](std::string value) { values.insert(std::move(value)); });
  return values;
}

// The default catalog under other names, with other prices and sizes.
v1::Catalog ForeignCatalog() {
  v1::Catalog catalog = FromText<v1::Catalog>(
      absl::StrReplaceAll(DefaultCatalogText(), {{"t4", "q4"},
                                                 {"T4", "Q4"},
                                                 {"a100", "q100"},
                                                 {"A100", "Q100"},
                                                 {"h100", "q101"},
                                                 {"H100", "Q101"},
                                                 {"h200", "q200"},
                                                 {"H200", "Q200"},
                                                 {"l40s", "q41s"},
                                                 {"L40S", "Q41S"},
                                                 {"a40", "q40"},
                                                 {"A40", "Q40"},
                                                 {"L4", "Q14"},
                                                 {"flex-ampere", "any-quartz"},
                                                 {"rtx", "qtx"},
                                                 {"RTX", "QTX"},
                                                 {"r8-", "x9-"},
                                                 {"priority-8x", "reserved"},
                                                 {"on-demand", "spot"},
                                                 {"customer-cpu", "pipelines"},
                                                 {"binpack", "dense"},
                                                 {"NO_SUCH_GPU", "NOWHERE"},
                                                 {"berth.dev", "example.org"},
                                                 {"namespace: \"models\"", "namespace: \"served\""},
                                                 {"gpu.nvidia.com/class", "example.com/class"},
                                                 {"compute.coreweave.com", "example.com"},
                                                 {"node.kubernetes.io/instance-type", "example.com/type"},
                                                 {"replicate/role", "example/role"},
                                                 {"model-hardware", "x-hardware"},
                                                 {"model-compute-unit", "x-compute-unit"},
                                                 {"/dev/shm", "/dev/shared"},
                                                 {"supervisor-ipc\"", "ipc\""},
                                                 {"DIRECTOR_", "LEADER_"},
                                                 {"input:prediction:", "in:p:"},
                                                 {"input:training:", "in:t:"},
                                                 {"\"dp-", "\"xd-"},
                                                 {"\"fp-", "\"xf-"},
                                                 {":fp-", ":xf-"},
                                                 {"\"vp-", "\"xv-"},
                                                 {"\"hp-", "\"xh-"},
                                                 {"\"vt-", "\"xt-"},
                                                 {"leonardo", "michelangelo"},
                                                 {"AFR", "ANT"}}));
  for (v1::Sku& sku : *catalog.mutable_skus()) {
    if (sku.has_nano_usd_per_second()) sku.set_nano_usd_per_second(sku.nano_usd_per_second() + 1);
  }
  for (v1::NodeShape& shape : *PolicyOf(catalog, v1::PROVIDER_CKS).mutable_node_shapes()) {
    shape.mutable_allocatable()->set_cpu_millis(shape.allocatable().cpu_millis() + 1);
  }
  v1::ReplicateSettings& replicate = *catalog.mutable_replicate();
  replicate.mutable_volumes()->set_shm_percent(60);
  replicate.mutable_volumes()->set_supervisor_ipc_mib(60);
  replicate.mutable_director()->set_default_memory_mib(300);
  replicate.mutable_grace_periods()->set_standard_seconds(301);
  replicate.mutable_grace_periods()->set_extended_seconds(3601);
  v1::WorkersAiSettings& workers_ai = *catalog.mutable_workers_ai();
  workers_ai.set_default_gpu_memory_gb(23);
  workers_ai.set_default_scheduling_priority(51);
  workers_ai.mutable_priority_prefixes(0)->set_scheduling_priority(76);
  return catalog;
}

TEST(CatalogInfoTest, NoRuleStatesWhatAnotherCatalogContradicts) {
  const v1::Catalog foreign = ForeignCatalog();
  const auto loaded = LoadCatalog(foreign);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  v1::GetCatalogInfoResponse info;
  GetCatalogInfo(**loaded, "", info);

  std::set<std::string> contradicted = ValuesOf(DefaultCatalog());
  for (const std::string& value : ValuesOf(foreign)) contradicted.erase(value);
  // Namespace of all providers, and a word.
  contradicted.erase("models");
  EXPECT_GT(contradicted.size(), 100u);
  for (const v1::RuleInfo& rule : info.rules()) {
    for (const std::string& value : contradicted) {
      const std::string text = absl::StrCat(" ", absl::StrReplaceAll(rule.text(), {{",", " "}, {";", " "}}), " ");
      EXPECT_FALSE(absl::StrContains(text, absl::StrCat(" ", value, " "))) << rule.id() << ": " << rule.text();
    }
  }
}

}  // namespace
}  // namespace berth
