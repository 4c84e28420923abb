// Workloads and deployables, as many tests need them.
#pragma once

#include "absl/strings/string_view.h"
#include "berth/v1/workload.pb.h"
#include "core/replicate/deployable.h"
#include "tests/core/edited_catalog.h"

namespace berth {

// 64 and 32 hexadecimal digits.
inline constexpr absl::string_view kImageId = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
inline constexpr absl::string_view kUuid = "3f2b8c1e9a474d6f8b125c7e90a1d2f4";

// A version prediction, a procedure, and a deployment prediction with this configuration (text format), to which an
// image is added.
v1::ReplicateWorkload VersionWorkload(absl::string_view config);
v1::ReplicateWorkload ProcedureWorkload(absl::string_view config);
v1::ReplicateWorkload DeploymentWorkload(absl::string_view config);

// The workload, resolved. Throws if it has a fault.
Deployable Resolved(const v1::ReplicateWorkload& workload, const CatalogIndex& catalog = DefaultIndex());

}  // namespace berth
