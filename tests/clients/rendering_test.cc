// Tables, errors and differences as people read them.
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/match.h"
#include "clients/cli/rendering/answers.h"
#include "clients/cli/rendering/catalog_diff.h"
#include "clients/cli/rendering/errors.h"
#include "clients/cli/rendering/text_table.h"
#include "clients/cli/rendering/wording.h"
#include "clients/cli/source.h"
#include "core/errors/error_report.h"
#include "google/protobuf/text_format.h"

namespace berth {
namespace {

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

TEST(TextTable, AlignsColumnsByCharacters) {
  EXPECT_EQ(RenderTable({{"A", "B"}, {"2 × 3", "x"}, {"long cell", ""}}), "A          B\n2 × 3      x\nlong cell\n");
  EXPECT_EQ(RenderTable({{"a", "b"}}, 2), "  a  b\n");
}

TEST(TextTable, ShowsWhatWouldMoveTheCursor) {
  EXPECT_EQ(Visible("a\x1b[31m\n\t\x7f"), "a\\x1b[31m\\x0a\\x09\\x7f");
  EXPECT_EQ(Visible(std::string({'\xE2', '\x80', '\xAE', '\xff'})), "\\u202e\\xff");
  EXPECT_EQ(Visible("h\xC3\xA9"), "h\xC3\xA9");
}

TEST(Wording, WritesFindingsWithTheirNumbers) {
  EXPECT_EQ(FindingText(Parse<v1::Finding>("reason: REASON_TOO_FEW_GPUS message: 'too few' subject: 'gpus' "
                                           "required: 8 available: 0")),
            "TOO_FEW_GPUS gpus: too few (required 8, available 0)");
  EXPECT_EQ(FindingText(Parse<v1::Finding>("reason: REASON_LEGACY message: 'is legacy'")), "LEGACY: is legacy");
}

TEST(Wording, WritesAmounts) {
  EXPECT_EQ(ResourcesText(Parse<v1::Resources>("cpu_millis: 1500 memory_mib: 73728 gpus: 2")),
            "1.5 CPU, 72 GiB, 2 GPU");
  EXPECT_EQ(ResourcesText(Parse<v1::Resources>("memory_mib: 100 gpus: 0")), "100 MiB");
  EXPECT_EQ(ResourcesText(v1::Resources()), "not stated");
  EXPECT_EQ(PriceText(v1::Hardware()), "unknown");
}

TEST(Answers, ExplanationShowsDecisionsCandidatesAndCounts) {
  const auto plan = Parse<v1::PlanPlacementResponse>(R"(
    explanation {
      decisions { subject: "priority class" value: "r8-high" rule: "pod.priority" }
      candidates { provider: PROVIDER_CKS hardware: "gpu-h100" chosen: true }
      candidates {
        provider: PROVIDER_GKE hardware: "gpu-h100" chosen: false
        findings { reason: REASON_COMPUTE_UNIT_NOT_OFFERED severity: SEVERITY_OBSTACLE message: "not taken" }
        findings { reason: REASON_LESS_PREFERRED severity: SEVERITY_INFO message: "cks first" }
      }
      candidates_considered: 3
    }
    exclusions { reason: REASON_COMPUTE_UNIT_NOT_OFFERED count: 2 })");
  EXPECT_EQ(RenderExplanation(plan.explanation(), plan.exclusions()),
            "DECISION        VALUE    RULE\n"
            "priority class  r8-high  pod.priority\n"
            "\n"
            "   CANDIDATE  WHERE  REASONS\n"
            "*  gpu-h100   cks\n"
            "   gpu-h100   gke    obstacle: COMPUTE_UNIT_NOT_OFFERED: not taken\n"
            "                     info: LESS_PREFERRED: cks first\n"
            "2 of 3 candidates shown, * chosen\n"
            "left out, by reason:\n"
            "  2  COMPUTE_UNIT_NOT_OFFERED\n");
}

TEST(Answers, EnumsAreWrittenAsPeopleWriteThem) {
  const auto plan = Parse<v1::PlanPlacementResponse>(R"(
    outcome: OUTCOME_FEASIBLE
    kubernetes { provider: PROVIDER_CKS }
    workload { kind: DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION })");
  EXPECT_EQ(RenderPlan(plan), "outcome   feasible\nprovider  cks\nkind      deployment-prediction\n");
  const auto access = Parse<v1::CheckAccessResponse>(R"(
    decision: ACCESS_DECISION_DENY reason: ACCESS_REASON_NOT_ALLOW_LISTED
    tenancy { isolation_boundary: ISOLATION_BOUNDARY_DEPLOYABLE fairness: FAIRNESS_REGIME_PER_ACCOUNT })");
  const std::string table = RenderAccess(access);
  EXPECT_TRUE(absl::StrContains(table, "decision            deny\n")) << table;
  EXPECT_TRUE(absl::StrContains(table, "isolation boundary  deployable\n")) << table;
  EXPECT_TRUE(absl::StrContains(table, "fairness            per-account\n")) << table;
}

TEST(Answers, ObstaclesComeWithAlternatives) {
  const auto plan = Parse<v1::PlanPlacementResponse>(R"(
    hardware { sku: "gpu-a40" gpu_model: "Nvidia A40" gpus: 1 gpu_memory_gb: 48 }
    obstacles { reason: REASON_LEGACY message: "is legacy\x1b" subject: "is_legacy" }
    alternatives {
      hardware { sku: "gpu-l40s" gpu_model: "Nvidia L40S" gpus: 1 gpu_memory_gb: 48 price { usd_per_second: "0.000975" }
                 providers: PROVIDER_CKS }
      same_gpu: false excess_gpu_memory_gb: 0
    })");
  EXPECT_EQ(RenderObstacles(plan),
            "infeasible: gpu-a40 (Nvidia A40, 48 GB)\n"
            "  LEGACY is_legacy: is legacy\\x1b\n"
            "would do instead, best first:\n"
            "  SKU       GPU          MEMORY  EXCESS  USD/S     SAME GPU  PROVIDERS\n"
            "  gpu-l40s  Nvidia L40S  48 GB   0 GB    0.000975  no        cks\n");
  EXPECT_TRUE(absl::StrContains(RenderObstacles(v1::PlanPlacementResponse()), "no available hardware"));
}

TEST(Answers, AlternativesOnWorkersAiAreGpusAndCapacity) {
  const auto plan = Parse<v1::PlanPlacementResponse>(R"(
    workers_ai { gpu_type: "H100" gpu_count: 1 gpu_memory_gb: 100 }
    obstacles { reason: REASON_GPU_MEMORY_EXCEEDS_MAXIMUM message: "too much" subject: "gpu_memory_gb" }
    alternatives {
      same_gpu: true excess_gpu_memory_gb: 60
      workers_ai { gpu_type: "H100" gpu_count: 2 paths: WORKERS_AI_PATH_INTERNAL paths: WORKERS_AI_PATH_EXTERNAL
                   config { dual_gpu: true } }
    }
    alternatives {
      same_gpu: false excess_gpu_memory_gb: 41
      workers_ai { gpu_type: "H200" gpu_count: 1 paths: WORKERS_AI_PATH_EXTERNAL }
    })");
  EXPECT_EQ(RenderObstacles(plan),
            "infeasible: 1 × H100, 100 GB asked\n"
            "  GPU_MEMORY_EXCEEDS_MAXIMUM gpu_memory_gb: too much\n"
            "would do instead, best first:\n"
            "  GPUS      EXCESS  SAME GPU  DUAL GPU  CAPACITY\n"
            "  2 × H100  60 GB   yes       yes       internal, external\n"
            "  1 × H200  41 GB   no        no        external\n");
}

TEST(Errors, EveryViolationIsPrinted) {
  Violations violations;
  violations.Add(v1::ERROR_REASON_UNKNOWN_SKU, "a.b", "`x` is not a known SKU; nearest: `y`", {"y"});
  EXPECT_EQ(RenderError(violations.ToStatus()), "berth: UNKNOWN_SKU a.b: `x` is not a known SKU; nearest: `y`\n");
  violations.Add(v1::ERROR_REASON_UNKNOWN_REGION, "", "`q` is unknown", {"z"});
  EXPECT_EQ(RenderError(WithSource(violations.ToStatus(), "f.yaml")),
            "berth: `f.yaml`: 2 faults:\n"
            "  UNKNOWN_SKU a.b: `x` is not a known SKU; nearest: `y`\n"
            "  UNKNOWN_REGION: `q` is unknown; nearest: `z`\n");
  EXPECT_EQ(RenderError(absl::UnavailableError("no\x1b server")), "berth: no\\x1b server\n");
}

TEST(Errors, ExitStatusTellsWhoIsAtFault) {
  EXPECT_EQ(ExitStatusOf(absl::InvalidArgumentError("")), ExitStatus::kRefused);
  EXPECT_EQ(ExitStatusOf(absl::UnavailableError("")), ExitStatus::kBroken);
  EXPECT_EQ(ExitStatusOf(absl::DeadlineExceededError("")), ExitStatus::kBroken);
  EXPECT_EQ(ExitStatusOf(absl::FailedPreconditionError("")), ExitStatus::kBroken);
  EXPECT_EQ(ExitStatusOf(ErrorStatus(v1::ERROR_REASON_VERSION_NOT_TRAINABLE, "", "")), ExitStatus::kRefused);
  EXPECT_EQ(ExitStatusOf(ErrorStatus(v1::ERROR_REASON_RESOURCE_NOT_FOUND, "", "")), ExitStatus::kRefused);
  EXPECT_EQ(ExitStatusOf(absl::UnimplementedError("")), ExitStatus::kBroken);
  EXPECT_EQ(ExitStatusOf(ErrorStatus(v1::ERROR_REASON_DRAINING, "", "")), ExitStatus::kBroken);
}

TEST(CatalogDiff, MatchesEntriesByName) {
  const auto left = Parse<v1::Catalog>(R"(
    compute_units { name: "a" limits { cpu_millis: 1 } }
    compute_units { name: "b" gpu_memory_gb: 16 }
    skus { name: "a" public: true aliases: "x" }
    providers { provider: PROVIDER_CKS offers { compute_unit: "a" preference: 1 } }
    replicate { static_labels { key: "k" value: "v" } })");
  const auto right = Parse<v1::Catalog>(R"(
    compute_units { name: "b" gpu_memory_gb: 24 }
    compute_units { name: "c" }
    compute_units { name: "a" limits { cpu_millis: 1 } }
    skus { name: "a" aliases: "y" }
    providers { provider: PROVIDER_CKS offers { compute_unit: "a" preference: 2 } }
    replicate { static_labels { key: "k" value: "w" } })");
  EXPECT_EQ(RenderCatalogDiff(left, right),
            "~ compute_units[b].gpu_memory_gb: 16 -> 24\n"
            "+ compute_units[c]\n"
            "+ compute_units[c].name: \"c\"\n"
            "+ compute_units[c].status: COMPUTE_UNIT_STATUS_UNSPECIFIED\n"
            "~ providers[PROVIDER_CKS].offers[a].preference: 1 -> 2\n"
            "~ replicate.static_labels[k].value: \"v\" -> \"w\"\n"
            "- skus[a].aliases[\"x\"]\n"
            "+ skus[a].aliases[\"y\"]\n"
            "~ skus[a].public: true -> false\n");
  EXPECT_EQ(RenderCatalogDiff(left, left), "");
}

TEST(CatalogDiff, EntriesOfOneNameDoNotHideEachOther) {
  const auto left = Parse<v1::Catalog>("providers { tolerations { key: 'k' value: 'a' } }");
  const auto right =
      Parse<v1::Catalog>("providers { tolerations { key: 'k' value: 'a' } tolerations { key: 'k' value: 'b' } }");
  EXPECT_TRUE(absl::StrContains(RenderCatalogDiff(left, right), "value: \"b\""));
}

}  // namespace
}  // namespace berth
