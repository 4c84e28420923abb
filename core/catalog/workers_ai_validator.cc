// Workers AI's settings, and access lists of both platforms.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/catalog/section_validators.h"
#include "core/names/comma_list.h"
#include "core/names/kubernetes_names.h"

namespace berth {
namespace {

// As on any node that there is.
constexpr int kMaxGpus = 8;
constexpr int kMinDualGpus = 2;
constexpr int kMaxTier = 1000;
constexpr int kMaxPriority = 1'000'000;
constexpr int kMaxGpuTypeMemoryGb = 10'000;

bool IsToken(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isalnum(c); });
}

void ValidateGpuTypes(const v1::WorkersAiSettings& settings, FaultCollector& faults) {
  absl::flat_hash_set<std::string> names;
  for (const v1::WorkersAiGpuType& type : settings.gpu_types()) {
    const FaultCollector::Scope scope(faults, absl::StrCat("gpu_types[", type.name(), "]"));
    faults.Require(IsToken(type.name()), "name", "is no token of letters and digits");
    faults.RequireNew(names, "name", absl::AsciiStrToLower(type.name()));
    faults.RequireRange("memory_gb", type.memory_gb(), 1, kMaxGpuTypeMemoryGb);
    faults.Require(type.internal() || type.external(), "internal", "the type is offered nowhere");
    faults.RequireText("gpu_model", type.gpu_model());
  }
  faults.Require(names.contains(absl::AsciiStrToLower(settings.default_gpu_type())), "default_gpu_type",
                 absl::StrCat("`", settings.default_gpu_type(), "` is none of `gpu_types`"));
}

void ValidatePriorities(const v1::WorkersAiSettings& settings, FaultCollector& faults) {
  faults.RequireRange("default_scheduling_priority", settings.default_scheduling_priority(), 0, kMaxPriority);
  absl::flat_hash_set<std::string> prefixes;
  for (const v1::PriorityPrefix& prefix : settings.priority_prefixes()) {
    const FaultCollector::Scope scope(faults, absl::StrCat("priority_prefixes[", prefix.prefix(), "]"));
    faults.RequireText("prefix", prefix.prefix());
    faults.RequireNew(prefixes, "prefix", prefix.prefix());
    faults.RequireRange("scheduling_priority", prefix.scheduling_priority(), 0, kMaxPriority);
  }
}

// With a highest tier that is no tier, the fault is there and not at every tier.
int MaxTier(const v1::WorkersAiSettings& settings) { return settings.max_tier() < 1 ? kMaxTier : settings.max_tier(); }

void ValidateColos(const v1::WorkersAiSettings& settings, FaultCollector& faults) {
  absl::flat_hash_set<std::string> regions;
  for (const v1::WorkersAiRegion& region : settings.regions()) {
    const FaultCollector::Scope scope(faults, absl::StrCat("regions[", region.code(), "]"));
    faults.Require(IsToken(region.code()) && region.code() == absl::AsciiStrToUpper(region.code()), "code",
                   "is no upper-case code");
    faults.RequireNew(regions, "code", region.code());
  }
  absl::flat_hash_set<std::string> pops;
  for (const v1::WorkersAiColo& colo : settings.colos()) {
    const FaultCollector::Scope scope(faults, absl::StrCat("colos[", colo.pop(), "]"));
    faults.Require(IsDnsLabel(colo.pop()), "pop", "is no lower-case name");
    faults.RequireNew(pops, "pop", colo.pop());
    faults.Require(regions.contains(colo.region()), "region",
                   absl::StrCat("`", colo.region(), "` is none of `regions`"));
    faults.RequireRange("tier", colo.tier(), 1, MaxTier(settings));
  }
}

void ValidateExternal(const v1::ExternalModelSettings& external, FaultCollector& faults) {
  const FaultCollector::Scope scope(faults, "external");
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(external.api_version(), absl::MaxSplits('/', 1));
  faults.Require(IsDnsSubdomain(parts.first) && IsDnsLabel(parts.second), "api_version", "is no group and version");
  faults.Require(IsToken(external.kind()), "kind", "is no kind");
  faults.Require(IsDnsLabel(external.namespace_()), "namespace", "is no DNS label");
}

void ValidateGpuDemandLabels(const v1::GpuDemandLabels& labels, FaultCollector& faults) {
  const FaultCollector::Scope scope(faults, "gpu_demand_labels");
  absl::flat_hash_set<std::string> names;
  const std::pair<absl::string_view, const std::string&> fields[] = {
      {"gpu_model", labels.gpu_model()}, {"gpu_memory_gb", labels.gpu_memory_gb()}, {"gpu_count", labels.gpu_count()}};
  for (const auto& [field, name] : fields) {
    faults.RequireText(field, name);
    faults.RequireNew(names, field, name);
  }
}

void RequireAccounts(absl::string_view field, const std::vector<std::string>& accounts, FaultCollector& faults) {
  for (const std::string& account : accounts) {
    faults.Require(!absl::StripAsciiWhitespace(account).empty(), field, "has an entry that names no account");
  }
}

void ValidateDeployableAccess(const v1::DeployableAccess& access, FaultCollector& faults) {
  const v1::ReplicateAccessPolicy& policy = access.policy();
  faults.RequireText("deployable", access.deployable());
  faults.Require(policy.visibility() != v1::VISIBILITY_UNSPECIFIED, "policy.visibility", "is not set");
  faults.Require(
      policy.visibility() != v1::VISIBILITY_PRIVATE || !absl::StripAsciiWhitespace(policy.owner_account()).empty(),
      "policy.owner_account", "a private deployable has an owner");
  RequireAccounts("policy.allowed_accounts", {policy.allowed_accounts().begin(), policy.allowed_accounts().end()},
                  faults);
}

}  // namespace

void ValidateWorkersAiSettings(const v1::WorkersAiSettings& settings, FaultCollector& faults) {
  const FaultCollector::Scope scope(faults, "workers_ai");
  ValidateGpuTypes(settings, faults);
  faults.RequireRange("default_gpu_memory_gb", settings.default_gpu_memory_gb(), 1, kMaxGpuTypeMemoryGb);
  faults.RequireRange("max_internal_gpus", settings.max_internal_gpus(), 1, kMaxGpus);
  faults.RequireRange("max_external_gpus", settings.max_external_gpus(), 1, kMaxGpus);
  faults.RequireRange("dual_gpu_count", settings.dual_gpu_count(), kMinDualGpus, kMaxGpus);
  faults.RequireRange("max_tier", settings.max_tier(), 1, kMaxTier);
  faults.RequireRange("tiger_mode_tier", settings.tiger_mode_tier(), 1, MaxTier(settings));
  ValidatePriorities(settings, faults);
  ValidateColos(settings, faults);
  ValidateExternal(settings.external(), faults);
  ValidateGpuDemandLabels(settings.gpu_demand_labels(), faults);
}

void ValidateAccessLists(const v1::AccessLists& access, FaultCollector& faults) {
  absl::flat_hash_set<std::string> deployables;
  for (const v1::DeployableAccess& entry : access.deployables()) {
    const FaultCollector::Scope scope(faults, absl::StrCat("access.deployables[", entry.deployable(), "]"));
    faults.RequireNew(deployables, "deployable", entry.deployable());
    ValidateDeployableAccess(entry, faults);
  }
  absl::flat_hash_set<std::string> models;
  for (const v1::ModelAccess& entry : access.models()) {
    const FaultCollector::Scope scope(faults, absl::StrCat("access.models[", entry.model_id(), "]"));
    faults.RequireText("model_id", entry.model_id());
    faults.RequireNew(models, "model_id", entry.model_id());
    // A list that names nobody is a policy of its own; an empty entry beside others is a slip.
    const CommaList accounts = ParseCommaList(entry.policy().allowed_accounts());
    faults.Require(accounts.entries.empty() || accounts.empty_entries == 0, "policy.allowed_accounts",
                   "has an entry that names no account");
  }
}

}  // namespace berth
