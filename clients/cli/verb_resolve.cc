#include <algorithm>
#include <array>
#include <ostream>

#include "clients/cli/answer_output.h"
#include "clients/cli/backend.h"
#include "clients/cli/enum_words.h"
#include "clients/cli/rendering/answers.h"
#include "clients/cli/request_form.h"
#include "clients/cli/verbs.h"

namespace berth {
namespace {

// `--provider` alone asks nothing: beside NAME or `--unit`, it would be ignored.
constexpr std::array<Option, 7> kRequirementOptions = {
    Option::kMinTotalGpuMemory, Option::kMinGpuMemory, Option::kMinGpus, Option::kMaxGpus,
    Option::kGpuFamily,         Option::kMaxPrice,     Option::kProvider};

bool HasRequirement(const Command& command) {
  return std::any_of(kRequirementOptions.begin(), kRequirementOptions.end(),
                     [&](Option option) { return command.Has(option); });
}

void SetRequirement(const Command& command, v1::HardwareRequirement& requirement) {
  if (const auto gb = command.Integer(Option::kMinTotalGpuMemory)) requirement.set_min_total_gpu_memory_gb(*gb);
  if (const auto gb = command.Integer(Option::kMinGpuMemory)) requirement.set_min_gpu_memory_gb(*gb);
  if (const auto gpus = command.Integer(Option::kMinGpus)) requirement.set_min_gpus(*gpus);
  if (const auto gpus = command.Integer(Option::kMaxGpus)) requirement.set_max_gpus(*gpus);
  if (command.Has(Option::kGpuFamily)) requirement.set_gpu_family(std::string(command.Text(Option::kGpuFamily)));
  if (const auto price = command.NanoUsd(Option::kMaxPrice)) requirement.set_max_nano_usd_per_second(*price);
  if (command.Has(Option::kProvider)) {
    requirement.set_provider(ParseEnum<v1::Provider>(command.Text(Option::kProvider)));
  }
}

// Exactly one question must be asked: a second one would be ignored.
absl::Status SetQuestion(const Command& command, Console& console, v1::ResolveHardwareRequest& request) {
  const bool by_name = !command.arguments().empty();
  const bool by_unit = command.Has(Option::kUnit);
  const bool by_file = command.Has(Option::kFile);
  const bool by_requirement = HasRequirement(command);
  if (by_name + by_unit + by_file + by_requirement != 1) {
    return absl::InvalidArgumentError("give exactly one of NAME, `--unit`, `--file` and a requirement");
  }
  if (command.Has(Option::kCount) && !by_unit) return absl::InvalidArgumentError("`--count` needs `--unit`");
  if (by_file) return ReadRequest(command.Text(Option::kFile), console, request);
  if (by_name) request.set_sku(std::string(command.argument(0)));
  if (by_requirement) SetRequirement(command, *request.mutable_requirement());
  if (by_unit) {
    request.mutable_compute_unit()->set_compute_unit(std::string(command.Text(Option::kUnit)));
    if (const auto count = command.Integer(Option::kCount)) {
      request.mutable_compute_unit()->set_compute_units_per_instance(*count);
    }
  }
  return absl::OkStatus();
}

void ApplyOptions(const Command& command, v1::ResolveHardwareRequest& request) {
  if (command.Has(Option::kPurpose)) {
    request.set_purpose(ParseEnum<v1::Purpose>(command.Text(Option::kPurpose)));
  }
  if (command.Has(Option::kExplain)) request.set_explain(true);
  if (const auto most = command.Integer(Option::kMaxCandidates)) request.set_max_candidates(*most);
  if (command.Has(Option::kExpectRevision)) {
    request.set_expected_catalog_revision(std::string(command.Text(Option::kExpectRevision)));
  }
}

// Whether the hardware exists and is available, or anything satisfies the requirement.
bool IsFound(const v1::ResolveHardwareResponse& response) {
  const bool has_obstacle =
      std::any_of(response.diagnostics().begin(), response.diagnostics().end(),
                  [](const v1::Finding& finding) { return finding.severity() == v1::SEVERITY_OBSTACLE; });
  if (has_obstacle) return false;
  return response.hardware().in_catalog() || !response.candidates().empty() || response.has_workers_ai();
}

}  // namespace

absl::StatusOr<ExitStatus> RunResolve(const Command& command, Console& console) {
  v1::ResolveHardwareRequest request;
  if (absl::Status status = SetQuestion(command, console, request); !status.ok()) return status;
  ApplyOptions(command, request);
  absl::StatusOr<std::unique_ptr<Backend>> backend = MakeBackend(command, console);
  if (!backend.ok()) return backend.status();
  const absl::StatusOr<v1::ResolveHardwareResponse> response = (*backend)->ResolveHardware(request);
  if (!response.ok()) return response.status();
  console.err << RenderDiagnostics(response->diagnostics());
  PrintAnswer(command.Text(Option::kOutput), *response, [&] { return RenderResolution(*response); }, console);
  return IsFound(*response) ? ExitStatus::kYes : ExitStatus::kNo;
}

}  // namespace berth
