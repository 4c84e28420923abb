// What Kubernetes accepts as names, labels and environment variables. Sources:
// the Kubernetes documentation of object names and of labels.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace berth {

// DNS-1123 label: `[a-z0-9]([-a-z0-9]*[a-z0-9])?`, 1 to 63 characters.
bool IsDnsLabel(absl::string_view name);

// DNS-1123 subdomain: DNS labels joined by dots, 1 to 253 characters.
bool IsDnsSubdomain(absl::string_view name);

// Label value: empty, or `[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?`, at most 63 characters.
bool IsLabelValue(absl::string_view value);

// Key of a label, an annotation or a taint: an optional DNS subdomain and `/`, then a non-empty label value.
bool IsQualifiedName(absl::string_view key);

// Environment variable, as an API server with default settings takes it: `[-._a-zA-Z][-._a-zA-Z0-9]*`, neither `.` nor
// anything that begins with `..`.
bool IsEnvVarName(absl::string_view name);

// Absolute path without `:` and control characters.
bool IsMountPath(absl::string_view path);

// Canonical quantity of an amount of memory: `1Gi` rather than `1024Mi`, `1Ti` rather than `1024Gi`.
std::string MemoryQuantity(int memory_mib);

// Canonical quantity of an amount of CPU: `10` rather than `10000m`, `1k` rather than `1000`.
std::string CpuQuantity(int cpu_millis);

}  // namespace berth
