// The tool as a shell runs it: arguments, streams and exit status. The first
// argument of the test is the binary, the second the directory of the examples.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/documents/yaml_json.h"
#include "core/catalog/catalog_loader.h"
#include "tests/clients/answering_server.h"
#include "tests/process/child_process.h"

namespace berth {
namespace {

std::string binary;
std::string examples;

constexpr char kFeasible[] = R"(
replicate:
  kind: DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION
  deployment:
    id: 3f2b8c1e-9a47-4d6f-8b12-5c7e90a1d2f4
    config: {hardware: gpu-l40s, docker_image: acme/x:1, min_instances: 1}
)";

constexpr char kUnavailable[] = R"(
replicate:
  kind: DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION
  deployment:
    id: 3f2b8c1e-9a47-4d6f-8b12-5c7e90a1d2f4
    config: {hardware: gpu-a40, docker_image: acme/x:1, min_instances: 1}
)";

constexpr char kInfeasible[] = R"(
replicate:
  kind: deployment-prediction
  provider: mk8s
  deployment:
    id: 3f2b8c1e-9a47-4d6f-8b12-5c7e90a1d2f4
    config: {hardware: gpu-a100, docker_image: acme/x:1, min_instances: 1}
)";

constexpr char kRefused[] = R"(
replicate:
  kind: DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION
  deployment:
    id: no-uuid
    config: {hardware: gpu-l40, docker_image: acme/x:1}
)";

ChildResult Berth(const std::string& words, std::string input = "", std::string output_file = "",
                  std::vector<std::string> environment = {}) {
  ChildOptions options;
  options.environment = std::move(environment);
  options.argv = absl::StrSplit(words, ' ', absl::SkipEmpty());
  options.argv.insert(options.argv.begin(), binary);
  options.input = std::move(input);
  options.output_file = std::move(output_file);
  const absl::StatusOr<ChildResult> result = RunChild(options);
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *result : ChildResult();
}

// A file that is gone after the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text) : path_(testing::TempDir() + "berth_XXXXXX") {
    close(mkstemp(path_.data()));
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~TemporaryFile() { unlink(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(Plan, DocumentGoesToStandardOutput) {
  const ChildResult result = Berth("plan --local", kFeasible);
  EXPECT_EQ(result.exit_status, 0) << result.errors;
  EXPECT_TRUE(absl::StartsWith(result.output, "apiVersion: apps/v1\nkind: Deployment\n")) << result.output;
  EXPECT_EQ(result.errors, "");
}

TEST(Plan, YamlAndJsonAreTheSameDocument) {
  const auto from_yaml = ReadDocument(Berth("plan --local -o yaml -", kFeasible).output);
  const auto from_json = ReadDocument(Berth("plan --local -o json -", kFeasible).output);
  ASSERT_TRUE(from_yaml.ok() && from_json.ok());
  EXPECT_TRUE(*from_yaml == *from_json);
}

TEST(Plan, InfeasibleDocumentNeedsForce) {
  const ChildResult result = Berth("plan --local", kInfeasible);
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_EQ(result.output, "");
  EXPECT_TRUE(absl::StrContains(result.errors, "COMPUTE_UNIT_NOT_OFFERED")) << result.errors;
  EXPECT_TRUE(absl::StrContains(result.errors, "best first")) << result.errors;
  const ChildResult forced = Berth("plan --local --force", kInfeasible);
  EXPECT_EQ(forced.exit_status, 3);
  EXPECT_TRUE(absl::StrContains(forced.output, "kind: Deployment"));
}

// Legacy hardware can be scheduled: it is not available, which is another thing.
TEST(Plan, DoesNotSayOfUnavailableHardwareThatItCannotBeScheduled) {
  const ChildResult result = Berth("plan --local", kUnavailable);
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_TRUE(absl::StrContains(result.errors, "is not available")) << result.errors;
  EXPECT_TRUE(absl::StrContains(result.errors, "because the plan is infeasible")) << result.errors;
  EXPECT_FALSE(absl::StrContains(result.errors, "scheduled")) << result.errors;
}

TEST(Plan, EveryFaultIsPrinted) {
  const ChildResult result = Berth("plan --local", kRefused);
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_EQ(result.output, "");
  EXPECT_TRUE(absl::StrContains(result.errors, "UNKNOWN_SKU")) << result.errors;
  EXPECT_TRUE(absl::StrContains(result.errors, "gpu-l40s")) << result.errors;
  EXPECT_TRUE(absl::StrContains(result.errors, "replicate.deployment.id")) << result.errors;
}

TEST(Plan, OptionsWinOverTheFile) {
  const ChildResult moved = Berth("plan --local --provider cks -o answer", kInfeasible);
  EXPECT_EQ(moved.exit_status, 0) << moved.errors;
  EXPECT_TRUE(absl::StrContains(moved.output, "provider: PROVIDER_CKS"));
  const ChildResult seen = Berth("plan --local --view decision-only", kFeasible);
  EXPECT_EQ(seen.exit_status, 0) << seen.errors;
  EXPECT_TRUE(absl::StrContains(seen.output, "outcome: OUTCOME_FEASIBLE"));
  EXPECT_FALSE(absl::StrContains(seen.output, "kind: Deployment\n"));
  const std::string legacy = absl::StrCat(kFeasible, "    used_by_model: false\n");
  EXPECT_EQ(Berth("plan --local --expect-revision sha256:0", legacy).exit_status, 2);
}

TEST(Plan, ExistingWorkloadsKeepTheirHardware) {
  std::string request = kFeasible;
  request.replace(request.find("gpu-l40s"), 8, "gpu-a40");
  EXPECT_EQ(Berth("plan --local", request).exit_status, 3);
  const ChildResult existing = Berth("plan --local --existing", request);
  EXPECT_EQ(existing.exit_status, 0);
  EXPECT_TRUE(absl::StrContains(existing.errors, "warning: KEPT_FOR_EXISTING_WORKLOAD")) << existing.errors;
}

TEST(Plan, ExplanationNeverMixesWithTheDocument) {
  const ChildResult table = Berth("plan --local --explain", kFeasible);
  EXPECT_TRUE(absl::StrContains(table.output, "DECISION")) << table.output;
  EXPECT_TRUE(absl::StrContains(table.output, "gpu-l40s"));
  const ChildResult document = Berth("plan --local --explain -o yaml", kFeasible);
  EXPECT_TRUE(absl::StartsWith(document.output, "apiVersion:"));
  EXPECT_TRUE(absl::StrContains(document.errors, "DECISION"));
  EXPECT_TRUE(absl::StrContains(Berth("plan --local --explain -o answer", kFeasible).output, "decisions:"));
}

TEST(Plan, ExamplesAreAnswered) {
  const ChildResult feasible = Berth(absl::StrCat("plan --local ", examples, "/l40s_deployment_cks.yaml"));
  EXPECT_EQ(feasible.exit_status, 0) << feasible.errors;
  const ChildResult infeasible = Berth(absl::StrCat("plan --local ", examples, "/a40_unavailable.yaml"));
  EXPECT_EQ(infeasible.exit_status, 3);
}

std::string Repeated(const std::string& part, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += part;
  return text;
}

struct InputCase {
  const char* name;
  std::string input;
  const char* message;
};

class BadInputTest : public testing::TestWithParam<InputCase> {};

TEST_P(BadInputTest, IsRefused) {
  const ChildResult result = Berth("plan --local", GetParam().input);
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_EQ(result.output, "");
  EXPECT_TRUE(absl::StrContains(result.errors, GetParam().message)) << result.errors;
}

INSTANTIATE_TEST_SUITE_P(
    Plan, BadInputTest,
    testing::Values(
        InputCase{"Empty", "", "standard input: line 1, column 1: the document is empty"},
        InputCase{"EmptyRequest", "{}", "REQUIRED_FIELD_MISSING"},
        InputCase{"BadYaml", "replicate: [", "standard input: line 1, column 13"},
        InputCase{"UnknownField", "replicatee: {}",
                  "UNKNOWN_FIELD: line 1, column 1: `replicatee` is not a known field"},
        InputCase{"UnknownEnum", "view: PLAN_VIEW_HALF", "UNKNOWN_ENUM_VALUE view"},
        InputCase{"NotUtf8", "replicate: \"\xff\"", "byte 0xff is not UTF-8"},
        InputCase{"NullByte", std::string("a\0b", 3), "control character U+0000"},
        InputCase{"Nested200", Repeated("[", 200) + Repeated("]", 200), "nested deeper than 100 levels"},
        InputCase{"NestedJson200", Repeated("{\"replicate\":", 200) + "1" + Repeated("}", 200),
                  "nested deeper than 100 levels"},
        InputCase{"AliasBomb",
                  "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
                  "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e]\n",
                  "with every alias expanded"},
        InputCase{"Large", std::string(3 << 20, 'x'), "larger than 1048576 bytes"}),
    [](const auto& info) { return std::string(info.param.name); });

struct LineCase {
  const char* name;
  const char* words;
  int exit_status;
  const char* message;
};

class BadLineTest : public testing::TestWithParam<LineCase> {};

TEST_P(BadLineTest, SaysWhy) {
  const ChildResult result = Berth(GetParam().words, kFeasible);
  EXPECT_EQ(result.exit_status, GetParam().exit_status);
  EXPECT_EQ(result.output, "");
  EXPECT_TRUE(absl::StrContains(result.errors, GetParam().message)) << result.errors;
}

INSTANTIATE_TEST_SUITE_P(
    Berth, BadLineTest,
    testing::Values(LineCase{"Nothing", "", 2, "a command is missing"},
                    LineCase{"UnknownOption", "plan --frobnicate", 2, "unknown option"},
                    LineCase{"UnknownHelp", "help plam", 2, "nearest: `plan`"},
                    LineCase{"CatalogWithoutLocal", "plan --catalog x", 2, "`--catalog` needs `--local`"},
                    LineCase{"AddressWithLocal", "list --local --address h:1", 2, "`--address` excludes `--local`"},
                    LineCase{"DocumentOfADecision", "plan --local --view decision-only -o yaml", 2, "no document"},
                    LineCase{"MissingFile", "plan --local /nonexistent/x.yaml", 1, "No such file"},
                    LineCase{"Directory", "plan --local /", 1, "cannot read `/`"},
                    LineCase{"MissingCatalog", "plan --local --catalog /nonexistent", 1, "No such file"},
                    LineCase{"NoServer", "plan --address 127.0.0.1:1 --timeout 5s", 1, "cannot reach `127.0.0.1:1`"},
                    LineCase{"PortTooLarge", "list --address 127.0.0.1:65536", 2, "a port from 1 to 65535"},
                    LineCase{"TlsWithLocal", "list --local --tls-ca x", 2, "`--tls-ca` excludes `--local`"},
                    LineCase{"NoProxyWithLocal", "list --local --no-proxy", 2, "`--no-proxy` excludes `--local`"},
                    LineCase{"NoQuestion", "resolve --local", 2, "exactly one of"},
                    LineCase{"TwoQuestions", "resolve --local cpu --unit cpu", 2, "exactly one of"},
                    LineCase{"IgnoredProvider", "resolve --local cpu --provider gke", 2, "exactly one of"},
                    LineCase{"CountAlone", "resolve --local cpu --count 1", 2, "`--count` needs `--unit`"},
                    LineCase{"UnknownSku", "resolve --local gpu-h10", 2, "gpu-h100"},
                    LineCase{"CountOutOfRange", "resolve --local --unit cpu --count 9", 2, "VALUE_OUT_OF_RANGE"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Berth, AServerThatIsGoneIsNotTakenForOneWithTls) {
  const ChildResult result = Berth("list --timeout 5s --address 127.0.0.1:1");
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_FALSE(absl::StrContains(result.errors, "--tls-ca")) << result.errors;
}

TEST(Berth, AnswersThatCannotBeWrittenAreNone) {
  const ChildResult result = Berth("list --local", "", "/dev/full");
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_TRUE(absl::StrContains(result.errors, "cannot write standard output")) << result.errors;
}

TEST(Check, SaysNoByItsExitStatus) {
  const std::string policy = "{caller_account: a, replicate: {policy: {visibility: private, owner_account: ";
  EXPECT_EQ(Berth("check --local", policy + "a}}}").exit_status, 0);
  const ChildResult denied = Berth("check --local", policy + "b}}}");
  EXPECT_EQ(denied.exit_status, 4);
  EXPECT_TRUE(absl::StrContains(denied.output, "decision            deny\n")) << denied.output;
}

TEST(Resolve, FindsByNameUnitRequirementAndFile) {
  EXPECT_TRUE(absl::StrContains(Berth("resolve --local gpu-a100-large").output, "gpu-a100-80g"));
  EXPECT_TRUE(absl::StrContains(Berth("resolve --local --unit gpu-h100 --count 8").output, "gpu-8x-h100"));
  const ChildResult required = Berth("resolve --local --min-gpu-memory 80 --max-gpus 1 --provider cks");
  EXPECT_EQ(required.exit_status, 0) << required.errors;
  EXPECT_TRUE(absl::StrContains(required.output, "gpu-a100-80g"));
  EXPECT_FALSE(absl::StrContains(required.output, "  gpu-l40s "));
  EXPECT_TRUE(absl::StrContains(required.output, "GPU_MEMORY_TOO_SMALL"));
  EXPECT_TRUE(absl::StrContains(Berth("resolve --local -f - -o yaml", "sku: cpu").output, "sku: cpu\n"));
}

TEST(Resolve, WhatDoesNotExistIsAnAnswer) {
  const ChildResult count = Berth("resolve --local --unit gpu-h100 --count 3");
  EXPECT_EQ(count.exit_status, 3);
  EXPECT_TRUE(absl::StrContains(count.output, "not in the catalog")) << count.output;
  EXPECT_EQ(Berth("resolve --local --min-gpu-memory 9999").exit_status, 3);
  EXPECT_EQ(Berth("resolve --local gpu-a40 --purpose models").exit_status, 3);
}

TEST(Catalog, DefaultIsPrintedCheckedAndEqualToItself) {
  const ChildResult printed = Berth("catalog print");
  EXPECT_EQ(printed.output, std::string(DefaultCatalogText()));
  const ChildResult checked = Berth("catalog check -", printed.output);
  EXPECT_EQ(checked.exit_status, 0) << checked.errors;
  EXPECT_TRUE(absl::StartsWith(checked.output, "valid: sha256:"));
  const ChildResult same = Berth("catalog diff -", printed.output);
  EXPECT_EQ(same.exit_status, 0);
  EXPECT_EQ(same.output, "");
  EXPECT_TRUE(ReadDocument(Berth("catalog print -o json").output, {.expanded_bytes = size_t{64} << 20}).ok());
}

TEST(Catalog, CanonicalFormIsTheSameCatalog) {
  const TemporaryFile file(Berth("catalog print").output);
  const ChildResult canonical = Berth(absl::StrCat("catalog print ", file.path()));
  EXPECT_EQ(canonical.exit_status, 0) << canonical.errors;
  EXPECT_EQ(Berth("catalog diff -", canonical.output).exit_status, 0);
}

TEST(Catalog, DifferencesAreNamed) {
  std::string text = Berth("catalog print").output;
  const size_t place = text.find("gpu_memory_gb: 141");
  ASSERT_NE(place, std::string::npos);
  text.replace(place, 18, "gpu_memory_gb: 140");
  const TemporaryFile file(text);
  const ChildResult diff = Berth(absl::StrCat("catalog diff ", file.path()));
  EXPECT_EQ(diff.exit_status, 3);
  EXPECT_EQ(diff.output, "~ compute_units[gpu-h200].gpu_memory_gb: 141 -> 140\n");
  const ChildResult listed = Berth(absl::StrCat("list --local --catalog ", file.path()));
  EXPECT_TRUE(absl::StrContains(listed.output, "140 GB"));
}

TEST(Catalog, FaultsAreNamed) {
  const ChildResult syntax = Berth("catalog check -", "compute_units {\n  nme: 'x'\n}\n");
  EXPECT_EQ(syntax.exit_status, 2);
  EXPECT_TRUE(absl::StrContains(syntax.errors, "standard input")) << syntax.errors;
  EXPECT_TRUE(absl::StrContains(syntax.errors, "INVALID_CATALOG")) << syntax.errors;
}

TEST(Completion, IsABashScript) {
  const ChildResult script = Berth("completion bash");
  const TemporaryFile file(script.output);
  const auto checked = RunChild({.argv = {"bash", "-n", file.path()}});
  ASSERT_TRUE(checked.ok());
  EXPECT_EQ(checked->exit_status, 0) << checked->errors;
}

struct CompletionCase {
  const char* name;
  // As typed; the last one is completed.
  std::vector<std::string> words;
  const char* offered;
};

class CompletionTest : public testing::TestWithParam<CompletionCase> {};

TEST_P(CompletionTest, Offers) {
  std::string command = "source \"$0\"; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _berth; echo \"${COMPREPLY[*]}\"";
  const TemporaryFile file(Berth("completion bash").output);
  ChildOptions options{.argv = {"bash", "-c", command, file.path(), "berth"}};
  options.argv.insert(options.argv.end(), GetParam().words.begin(), GetParam().words.end());
  const auto result = RunChild(options);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->output, absl::StrCat(GetParam().offered, "\n")) << result->errors;
}

INSTANTIATE_TEST_SUITE_P(
    Completion, CompletionTest,
    testing::Values(CompletionCase{"Commands", {""}, "plan resolve check list catalog completion help"},
                    CompletionCase{"CommandPrefix", {"c"}, "check catalog completion"},
                    CompletionCase{"SecondWord", {"catalog", "p"}, "print"},
                    CompletionCase{"Options", {"plan", "--ex"}, "--explain --existing --expect-revision"},
                    CompletionCase{"OptionsOfTheVerbOnly", {"list", "--ex"}, ""},
                    CompletionCase{"Values", {"plan", "--provider", ""}, "cks mk8s gke"},
                    CompletionCase{"ValuesOfAnEnum", {"list", "--purpose", ""}, "models deployments"},
                    CompletionCase{"TlsOptions", {"check", "--tls"}, "--tls-ca --tls-cert --tls-key --tls-server-name"},
                    CompletionCase{"TlsFile", {"list", "--tls-ca", "/dev/nul"}, "/dev/null"},
                    CompletionCase{"ValuesOfTheVerb", {"catalog", "print", "-o", ""}, "text json yaml"},
                    CompletionCase{"ValuePrefix", {"plan", "x.yaml", "-o", "answer"}, "answer answer-json"},
                    CompletionCase{"Shells", {"completion", ""}, "bash"},
                    CompletionCase{"Files", {"plan", "/dev/nul"}, "/dev/null"},
                    CompletionCase{"FileOfAnOption", {"plan", "--catalog", "/dev/nul"}, "/dev/null"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Help, GoesToStandardOutput) {
  for (const char* words : {"help", "--help", "help plan", "plan --help", "help catalog", "--version"}) {
    const ChildResult result = Berth(words);
    EXPECT_EQ(result.exit_status, 0) << words;
    EXPECT_FALSE(result.output.empty()) << words;
    EXPECT_EQ(result.errors, "") << words;
  }
  EXPECT_TRUE(absl::StrContains(Berth("help catalog").output, "berth catalog diff"));
}

TEST(Remote, AnswersAndErrorsAreTheSameAsLocal) {
  const AnsweringServer server;
  ASSERT_FALSE(server.address().empty());
  const std::vector<std::pair<std::string, std::string>> questions = {
      {"plan", kFeasible},    {"plan", kInfeasible},  {"plan", kRefused},   {"plan --explain", kFeasible},
      {"resolve gpu-t4", ""}, {"resolve gpu-t5", ""}, {"list -o json", ""}, {"list --purpose models", ""}};
  for (const auto& [words, input] : questions) {
    const ChildResult local = Berth(absl::StrCat(words, " --local"), input);
    const ChildResult remote = Berth(absl::StrCat(words, " --address ", server.address()), input);
    EXPECT_EQ(remote.exit_status, local.exit_status) << words;
    EXPECT_EQ(remote.output, local.output) << words;
    EXPECT_EQ(remote.errors, local.errors) << words;
  }
  EXPECT_TRUE(absl::StrContains(Berth(absl::StrCat("catalog info --address ", server.address())).output, "1.2.3"));
  EXPECT_TRUE(absl::StartsWith(server.user_agent(), "berth-cli/")) << server.user_agent();
}

TEST(Remote, LoopbackNeedsNoProxy) {
  const AnsweringServer server;
  // No proxy answers there.
  for (const char* variable : {"http_proxy", "https_proxy", "grpc_proxy", "HTTP_PROXY", "HTTPS_PROXY"}) {
    const ChildResult result = Berth(absl::StrCat("list --timeout 20s --address ", server.address()), "", "",
                                     {absl::StrCat(variable, "=http://127.0.0.1:1")});
    EXPECT_EQ(result.exit_status, 0) << variable << ": " << result.errors;
  }
}

TEST(Remote, AProxyInUseIsNamed) {
  constexpr char kFar[] = "list --timeout 5s --address 192.0.2.1:50051";
  const std::vector<std::string> proxy = {"https_proxy=http://user:secret@127.0.0.1:1"};
  const ChildResult result = Berth(kFar, "", "", proxy);
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_TRUE(absl::StrContains(result.errors, "`192.0.2.1:50051` through the proxy `127.0.0.1:1` of `https_proxy`"))
      << result.errors;
  EXPECT_TRUE(absl::StrContains(result.errors, "use `--no-proxy` to connect directly")) << result.errors;
  EXPECT_FALSE(absl::StrContains(result.errors, "secret")) << result.errors;
  // Which needs a network to fail otherwise than by time.
  const ChildResult direct = Berth("list --timeout 1s --no-proxy --address 192.0.2.1:50051", "", "", proxy);
  EXPECT_EQ(direct.exit_status, 1);
  EXPECT_FALSE(absl::StrContains(direct.errors, "proxy")) << direct.errors;
}

TEST(Remote, TroubleIsNotARefusal) {
  AnsweringServer server;
  server.set_failure({grpc::StatusCode::RESOURCE_EXHAUSTED, "too\x1b busy"});
  const ChildResult busy = Berth(absl::StrCat("list --address ", server.address()));
  EXPECT_EQ(busy.exit_status, 1);
  EXPECT_EQ(busy.errors, absl::StrCat("berth: `", server.address(), "` answers RESOURCE_EXHAUSTED: too\\x1b busy\n"));
  server.set_failure(grpc::Status::OK);
  server.set_delay(absl::Milliseconds(500));
  const ChildResult slow = Berth(absl::StrCat("list --timeout 100ms --address ", server.address()));
  EXPECT_EQ(slow.exit_status, 1);
  EXPECT_TRUE(absl::StrContains(slow.errors, "within 100ms")) << slow.errors;
}

}  // namespace
}  // namespace berth

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc != 3) return 1;
  berth::binary = argv[1];
  berth::examples = argv[2];
  return RUN_ALL_TESTS();
}
