#include <gtest/gtest.h>

#include "core/catalog/section_validators.h"
#include "tests/core/catalog/spoilt_catalog.h"

namespace berth {
namespace {

void AddUnit(v1::Catalog& catalog, absl::string_view text) {
  *catalog.add_compute_units() = FromText<v1::ComputeUnit>(text);
}

void AddSku(v1::Catalog& catalog, absl::string_view text) { *catalog.add_skus() = FromText<v1::Sku>(text); }

v1::ComputeUnit& H100(v1::Catalog& catalog) { return UnitOf(catalog, "gpu-h100"); }

const SpoiltCase kSpoiltUnits[] = {
    {"twice",
     [](auto& catalog) { *catalog.add_compute_units() = UnitOf(catalog, "gpu-t4"); },
     {{"compute_units[gpu-t4].name", "`gpu-t4` is there twice"}}},
    {"illegal name",
     [](auto& catalog) { AddUnit(catalog, "name: 'GPU X' status: COMPUTE_UNIT_STATUS_ACTIVE"); },
     {{"compute_units[GPU X].name", "is no DNS label"},
      {"providers[PROVIDER_GKE].node_label_value_prefix", "`model-GPU X` is no label value"}}},
    {"no name",
     [](auto& catalog) { AddUnit(catalog, "status: COMPUTE_UNIT_STATUS_ACTIVE"); },
     {{"compute_units[].name", "is no DNS label"},
      {"providers[PROVIDER_GKE].node_label_value_prefix", "`model-` is no label value"}}},
    {"no status", [](auto& catalog) { H100(catalog).clear_status(); }, {{"compute_units[gpu-h100].status", "not set"}}},
    {"no GPU memory to speak of",
     [](auto& catalog) { H100(catalog).set_gpu_memory_gb(0); },
     {{"compute_units[gpu-h100].gpu_memory_gb", "`0` is not in 1 to 10000"}}},
    {"no GPU model",
     [](auto& catalog) { H100(catalog).clear_gpu_model(); },
     {{"compute_units[gpu-h100].gpu_model", "is not set"}}},
    {"no GPU family",
     [](auto& catalog) { H100(catalog).clear_gpu_family(); },
     {{"compute_units[gpu-h100].gpu_family", "is not set"}}},
    {"GPU without memory",
     [](auto& catalog) { AddUnit(catalog, "name: 'gpu-x' status: COMPUTE_UNIT_STATUS_ACTIVE gpu_family: 'X'"); },
     {{"compute_units[gpu-x].gpu_memory_gb", "is not set, and the unit has a GPU"}}},
    {"limits without CPU",
     [](auto& catalog) { H100(catalog).mutable_limits()->clear_cpu_millis(); },
     {{"compute_units[gpu-h100].limits.cpu_millis", "`0` is not in 1 to"}}},
    {"limits without memory",
     [](auto& catalog) { H100(catalog).mutable_limits()->clear_memory_mib(); },
     {{"compute_units[gpu-h100].limits.memory_mib", "`0` is not in 1 to"}}},
    {"more memory than eight units may have",
     [](auto& catalog) { H100(catalog).mutable_limits()->set_memory_mib(kMaxMemoryMib / 8 + 1); },
     {{"compute_units[gpu-h100].limits.memory_mib", "is not in 1 to 8388608"}}},
    {"negative CPU",
     [](auto& catalog) { H100(catalog).mutable_limits()->set_cpu_millis(-1); },
     {{"compute_units[gpu-h100].limits.cpu_millis", "`-1` is not in"}}},
    {"two GPUs per unit",
     [](auto& catalog) { H100(catalog).mutable_limits()->set_gpus(2); },
     {{"compute_units[gpu-h100].limits.gpus", "`2` is not in 0 to 1"},
      {"compute_units[gpu-h100].requests", "has one GPU"}}},
    {"a GPU unit without GPU",
     [](auto& catalog) { H100(catalog).mutable_limits()->set_gpus(0); },
     {{"compute_units[gpu-h100].requests", "a unit with GPU memory has one GPU"}}},
    {"a CPU unit with GPU",
     [](auto& catalog) { UnitOf(catalog, "cpu").mutable_limits()->set_gpus(1); },
     {{"compute_units[cpu].requests", "a unit without has none"}}},
    {"CPU request above the limit",
     [](auto& catalog) { H100(catalog).mutable_requests()->set_cpu_millis(13001); },
     {{"compute_units[gpu-h100].requests", "the CPU request is above the limit"}}},
    {"memory request above the limit",
     [](auto& catalog) { UnitOf(catalog, "gpu-t4").mutable_requests()->set_memory_mib(16385); },
     {{"compute_units[gpu-t4].requests", "the memory request is above the limit"}}},
    {"GPU request that differs",
     [](auto& catalog) { H100(catalog).mutable_requests()->set_gpus(0); },
     {{"compute_units[gpu-h100].requests", "the GPU request differs from the limit"}}},
    {"requests without limits",
     [](auto& catalog) { UnitOf(catalog, "gpu-rtx-a4000").mutable_requests()->set_memory_mib(1); },
     {{"compute_units[gpu-rtx-a4000].requests", "there are no limits"}}},
    {"exception without limits",
     [](auto& catalog) {
       *UnitOf(catalog, "gpu-rtx-a4000").add_overrides() =
           FromText<v1::CountOverride>("compute_units_per_instance: 2 limits { cpu_millis: 1 }");
     },
     {{"compute_units[gpu-rtx-a4000].overrides[2]", "the unit has no limits"}}},
    {"exception twice",
     [](auto& catalog) {
       v1::ComputeUnit& unit = UnitOf(catalog, "gpu-a40");
       *unit.add_overrides() = unit.overrides(0);
     },
     {{"compute_units[gpu-a40].overrides[8]", "`8` is there twice"}}},
    {"exception for nine units",
     [](auto& catalog) { UnitOf(catalog, "gpu-a40").mutable_overrides(0)->set_compute_units_per_instance(9); },
     {{"compute_units[gpu-a40].overrides[9].compute_units_per_instance", "`9` is not in 1 to 8"}}},
    {"exception that changes nothing",
     [](auto& catalog) { UnitOf(catalog, "gpu-a40").mutable_overrides(0)->clear_limits(); },
     {{"compute_units[gpu-a40].overrides[8]", "changes nothing"}}},
    {"exception with a request above its limit",
     [](auto& catalog) { UnitOf(catalog, "gpu-a40").mutable_overrides(0)->mutable_requests()->set_memory_mib(87041); },
     {{"compute_units[gpu-a40].overrides[8]", "the memory request is above the limit"}}},
    {"exception with figures out of range",
     [](auto& catalog) { UnitOf(catalog, "gpu-a40").mutable_overrides(0)->mutable_limits()->set_cpu_millis(0); },
     {{"compute_units[gpu-a40].overrides[8].limits.cpu_millis", "`0` is not in"}}},
    {"director without memory",
     [](auto& catalog) { H100(catalog).set_director_memory_mib(0); },
     {{"compute_units[gpu-h100].director_memory_mib", "`0` is not in"}}},
    {"a requirement with limits",
     [](auto& catalog) {
       *UnitOf(catalog, "gpu-flex-ampere-min-40g").mutable_limits() =
           FromText<v1::Resources>("cpu_millis: 1 memory_mib: 1");
     },
     {{"compute_units[gpu-flex-ampere-min-40g].stands_for", "has no limits of its own"}}},
};

const SpoiltCase kSpoiltSkus[] = {
    {"twice",
     [](auto& catalog) { AddSku(catalog, "name: 'gpu-t4' compute_unit: 'gpu-t4' compute_units_per_instance: 1"); },
     {{"skus[gpu-t4].name", "`gpu-t4` is there twice"}}},
    {"no such unit",
     [](auto& catalog) { AddSku(catalog, "name: 'gpu-x' compute_unit: 'gpu-x' compute_units_per_instance: 1"); },
     {{"skus[gpu-x].compute_unit", "`gpu-x` is no compute unit"}}},
    {"a unit that is a requirement",
     [](auto& catalog) {
       AddSku(catalog,
              "name: 'gpu-flex-ampere-min-40g' compute_unit: 'gpu-flex-ampere-min-40g' compute_units_per_instance: 1");
     },
     {{"skus[gpu-flex-ampere-min-40g].compute_unit", "stands for other units"}}},
    {"count 0",
     [](auto& catalog) { AddSku(catalog, "name: 'gpu-0x-t4' compute_unit: 'gpu-t4'"); },
     {{"skus[gpu-0x-t4].compute_units_per_instance", "`0` is not in 1 to 8"}}},
    {"count 9",
     [](auto& catalog) { AddSku(catalog, "name: 'gpu-9x-t4' compute_unit: 'gpu-t4' compute_units_per_instance: 9"); },
     {{"skus[gpu-9x-t4].compute_units_per_instance", "`9` is not in 1 to 8"}}},
    {"CPU twice",
     [](auto& catalog) { AddSku(catalog, "name: '2x-cpu' compute_unit: 'cpu' compute_units_per_instance: 2"); },
     {{"skus[2x-cpu].compute_units_per_instance", "is offered once only"}}},
    {"name that is not canonical",
     [](auto& catalog) { AddSku(catalog, "name: 'gpu-t4-3x' compute_unit: 'gpu-t4' compute_units_per_instance: 3"); },
     {{"skus[gpu-t4-3x].name", "is not `gpu-3x-t4`"}}},
    {"free",
     [](auto& catalog) { SkuOf(catalog, "gpu-t4").set_nano_usd_per_second(0); },
     {{"skus[gpu-t4].nano_usd_per_second", "`0` is not in 1 to"}}},
    {"dear",
     [](auto& catalog) { SkuOf(catalog, "gpu-t4").set_nano_usd_per_second(10'000'000'001); },
     {{"skus[gpu-t4].nano_usd_per_second", "`10000000001` is not in 1 to 10000000000"}}},
    {"illegal alias",
     [](auto& catalog) { SkuOf(catalog, "gpu-t4").add_aliases("T4 card"); },
     {{"skus[gpu-t4].aliases", "`T4 card` is no DNS label"}}},
    {"alias of two SKUs",
     [](auto& catalog) {
       SkuOf(catalog, "gpu-t4").add_aliases("same");
       SkuOf(catalog, "gpu-h100").add_aliases("same");
     },
     {{"skus[gpu-t4].aliases", "`same` is there twice"}}},
    {"alias that is a name",
     [](auto& catalog) { SkuOf(catalog, "gpu-t4").add_aliases("gpu-h100"); },
     {{"skus[gpu-t4].aliases", "`gpu-h100` is there twice"}}},
};

TEST(ComputeUnitValidatorTest, RefusesEachFault) { ExpectRefused(kSpoiltUnits); }

TEST(SkuValidatorTest, RefusesEachFault) { ExpectRefused(kSpoiltSkus); }

}  // namespace
}  // namespace berth
