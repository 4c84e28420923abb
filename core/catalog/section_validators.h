// The validators of the catalog's sections. Each reports all faults of its own.
#pragma once

#include "absl/container/btree_map.h"
#include "absl/strings/string_view.h"
#include "berth/v1/catalog.pb.h"
#include "core/catalog/fault_collector.h"

namespace berth {

// Sorted, so that the same faults are the same report.
using ComputeUnitsByName = absl::btree_map<absl::string_view, const v1::ComputeUnit*>;

void ValidateComputeUnits(const v1::Catalog& catalog, FaultCollector& faults);
void ValidateSkus(const v1::Catalog& catalog, const ComputeUnitsByName& units, FaultCollector& faults);
void ValidateProviders(const v1::Catalog& catalog, const ComputeUnitsByName& units, FaultCollector& faults);
void ValidateWorkersAiSettings(const v1::WorkersAiSettings& settings, FaultCollector& faults);
void ValidateAccessLists(const v1::AccessLists& access, FaultCollector& faults);
void ValidateReplicateSettings(const v1::ReplicateSettings& settings, FaultCollector& faults);

// Largest CPU (1,000 cores) and memory (64 TiB) of any figure: sums over a pod stay in int32.
inline constexpr int kMaxCpuMillis = 1'000'000;
inline constexpr int kMaxMemoryMib = 64 << 20;

}  // namespace berth
