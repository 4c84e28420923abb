#include <gtest/gtest.h>

#include "tests/core/catalog/spoilt_catalog.h"

namespace berth {
namespace {

v1::WorkersAiSettings& Settings(v1::Catalog& catalog) { return *catalog.mutable_workers_ai(); }

void Add(v1::Catalog& catalog, const char* settings) {
  Settings(catalog).MergeFrom(FromText<v1::WorkersAiSettings>(settings));
}

void AddAccess(v1::Catalog& catalog, const char* access) {
  catalog.mutable_access()->MergeFrom(FromText<v1::AccessLists>(access));
}

const SpoiltCase kSpoiltSettings[] = {
    {"a GPU type that is no token",
     [](auto& catalog) { Add(catalog, R"(gpu_types { name: "B-200" memory_gb: 1 external: true gpu_model: "B" })"); },
     {{"workers_ai.gpu_types[B-200].name", "is no token"}}},
    {"a GPU type twice, in another case",
     [](auto& catalog) { Add(catalog, R"(gpu_types { name: "h100" memory_gb: 1 external: true gpu_model: "H" })"); },
     {{"workers_ai.gpu_types[h100].name", "`h100` is there twice"}}},
    {"a GPU type without anything",
     [](auto& catalog) { Add(catalog, R"(gpu_types { name: "B200" })"); },
     {{"workers_ai.gpu_types[B200].memory_gb", "`0` is not in 1 to"},
      {"workers_ai.gpu_types[B200].internal", "is offered nowhere"},
      {"workers_ai.gpu_types[B200].gpu_model", "is not set"}}},
    {"a default type that is none",
     [](auto& catalog) { Settings(catalog).set_default_gpu_type("H1"); },
     {{"workers_ai.default_gpu_type", "`H1` is none of `gpu_types`"}}},
    {"numbers out of range",
     [](auto& catalog) {
       Settings(catalog).set_default_gpu_memory_gb(0);
       Settings(catalog).set_max_internal_gpus(0);
       Settings(catalog).set_max_external_gpus(9);
       Settings(catalog).set_dual_gpu_count(1);
       Settings(catalog).set_tiger_mode_tier(0);
       Settings(catalog).set_default_scheduling_priority(-1);
     },
     {{"workers_ai.default_gpu_memory_gb", "`0` is not in 1 to"},
      {"workers_ai.max_internal_gpus", "`0` is not in 1 to 8"},
      {"workers_ai.max_external_gpus", "`9` is not in 1 to 8"},
      {"workers_ai.dual_gpu_count", "`1` is not in 2 to 8"},
      {"workers_ai.tiger_mode_tier", "`0` is not in 1 to"},
      {"workers_ai.default_scheduling_priority", "`-1` is not in 0 to"}}},
    {"a tier above the highest",
     [](auto& catalog) {
       Settings(catalog).set_max_tier(2);
       Add(catalog, R"(colos { pop: "ams" region: "WEUR" tier: 3 })");
     },
     {{"workers_ai.tiger_mode_tier", "`3` is not in 1 to 2"}, {"workers_ai.colos[ams].tier", "`3` is not in 1 to 2"}}},
    {"no highest tier",
     [](auto& catalog) { Settings(catalog).clear_max_tier(); },
     {{"workers_ai.max_tier", "`0` is not in 1 to"}}},
    {"an empty prefix",
     [](auto& catalog) { Add(catalog, R"(priority_prefixes { scheduling_priority: 1 })"); },
     {{"workers_ai.priority_prefixes[].prefix", "is not set"}}},
    {"a region in lower case",
     [](auto& catalog) { Add(catalog, R"(regions { code: "weur" })"); },
     {{"workers_ai.regions[weur].code", "is no upper-case code"}}},
    {"a colo of no region and no tier",
     [](auto& catalog) { Add(catalog, R"(colos { pop: "AMS" region: "EU" })"); },
     {{"workers_ai.colos[AMS].pop", "is no lower-case name"},
      {"workers_ai.colos[AMS].region", "`EU` is none of `regions`"},
      {"workers_ai.colos[AMS].tier", "`0` is not in 1 to"}}},
    {"no group and version",
     [](auto& catalog) { Settings(catalog).mutable_external()->set_api_version("v1"); },
     {{"workers_ai.external.api_version", "is no group and version"}}},
    {"two labels of one name",
     [](auto& catalog) { Settings(catalog).mutable_gpu_demand_labels()->set_gpu_count("gpu_model"); },
     {{"workers_ai.gpu_demand_labels.gpu_count", "`gpu_model` is there twice"}}},
};

const SpoiltCase kSpoiltAccess[] = {
    {"a deployable without visibility",
     [](auto& catalog) { AddAccess(catalog, R"(deployables { deployable: "d" })"); },
     {{"access.deployables[d].policy.visibility", "is not set"}}},
    {"a private deployable without owner",
     [](auto& catalog) {
       AddAccess(catalog, R"(deployables { deployable: "d" policy { visibility: VISIBILITY_PRIVATE } })");
     },
     {{"access.deployables[d].policy.owner_account", "has an owner"}}},
    {"an entry that names nobody",
     [](auto& catalog) {
       AddAccess(catalog, R"(deployables {
         deployable: "d" policy { visibility: VISIBILITY_PUBLIC allowed_accounts: " " } })");
     },
     {{"access.deployables[d].policy.allowed_accounts", "names no account"}}},
    {"a model twice",
     [](auto& catalog) { AddAccess(catalog, R"(models { model_id: "m" } models { model_id: "m" })"); },
     {{"access.models[m].model_id", "`m` is there twice"}}},
    {"an empty entry among accounts",
     [](auto& catalog) { AddAccess(catalog, R"(models { model_id: "m" policy { allowed_accounts: "a,,b" } })"); },
     {{"access.models[m].policy.allowed_accounts", "names no account"}}},
};

TEST(WorkersAiValidatorTest, NamesEveryFaultOfTheSettings) { ExpectRefused(kSpoiltSettings); }

TEST(WorkersAiValidatorTest, NamesEveryFaultOfTheAccessLists) { ExpectRefused(kSpoiltAccess); }

TEST(WorkersAiValidatorTest, AListThatNamesNobodyIsAPolicy) {
  EXPECT_NE(CatalogWith([](v1::Catalog& catalog) {
              AddAccess(catalog, R"(models { model_id: "m" policy { allowed_accounts: " , " } })");
            }),
            nullptr);
}

}  // namespace
}  // namespace berth
