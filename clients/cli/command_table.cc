#include "clients/cli/command_table.h"

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "berth/v1/hardware.pb.h"
#include "berth/v1/placement_service.pb.h"
#include "clients/cli/enum_words.h"

namespace berth {
namespace {

constexpr uint32_t kPlan = Bit(Verb::kPlan);
constexpr uint32_t kResolve = Bit(Verb::kResolve);
constexpr uint32_t kCheck = Bit(Verb::kCheck);
constexpr uint32_t kList = Bit(Verb::kList);
constexpr uint32_t kInfo = Bit(Verb::kCatalogInfo);
constexpr uint32_t kPrint = Bit(Verb::kCatalogPrint);
// Those that ask a server, or `--local`.
constexpr uint32_t kAsking = kPlan | kResolve | kCheck | kList | kInfo;
constexpr uint32_t kEvery = ~uint32_t{0};

constexpr VerbRow kVerbs[] = {
    {Verb::kPlan, "plan", "[FILE|-]", 0, 1, "", "plan where and how a workload runs, and print its native document",
     "FILE holds a PlanPlacementRequest as YAML or JSON; without it, standard input is read.\n"
     "Without -o, --explain prints a table, and --view decision-only the whole answer.\n"
     "With a document on standard output, --explain prints its table on standard error."},
    {Verb::kResolve, "resolve", "[NAME]", 0, 1, "", "say what hardware is, or what satisfies a requirement",
     "Give one of: NAME, a SKU or an alias; --unit, with --count; --file, a ResolveHardwareRequest as YAML or JSON;\n"
     "or a requirement in one or several of --min-total-gpu-memory, --min-gpu-memory, --min-gpus, --max-gpus,\n"
     "--gpu-family, --max-price and --provider."},
    {Verb::kCheck, "check", "[FILE|-]", 0, 1, "", "say whether an account may use a deployable or a model",
     "Give --account with --deployable or --model, for what the catalog lists by name; or FILE, a CheckAccessRequest "
     "as\n"
     "YAML or JSON, which may bring a policy of its own."},
    {Verb::kList, "list", "", 0, 0, "", "list the SKUs of the catalog", ""},
    {Verb::kCatalogCheck, "catalog check", "FILE|-", 1, 1, "", "report every fault of a catalog file", ""},
    {Verb::kCatalogPrint, "catalog print", "[FILE|-]", 0, 1, "", "print a catalog, or the default one",
     "The default catalog is printed with its comments, to start one from; a FILE in canonical form, without any."},
    {Verb::kCatalogDiff, "catalog diff", "[A] B", 1, 2, "", "show what differs between two catalogs, entry by entry",
     "Without A, B is compared with the default catalog."},
    {Verb::kCatalogInfo, "catalog info", "", 0, 0, "", "say which catalog and which rules answers are based on", ""},
    {Verb::kCompletion, "completion", "bash", 1, 1, "bash", "print a completion script for a shell",
     "In bash: source <(berth completion bash)"},
    {Verb::kHelp, "help", "[COMMAND]", 0, 2, "", "explain a command", ""},
};

constexpr OptionRow kOptions[] = {
    {Option::kOutput, "output", 'o', ValueKind::kChoice, "yaml|json|answer|answer-json|table", "yaml", kPlan,
     "the native document as YAML or JSON, the whole answer as YAML or JSON, or a table for people"},
    {Option::kOutput, "output", 'o', ValueKind::kChoice, "table|yaml|json", "table", kResolve | kCheck | kList | kInfo,
     "a table for people, or the answer as YAML or JSON"},
    {Option::kOutput, "output", 'o', ValueKind::kChoice, "text|json|yaml", "text", kPrint,
     "the form of catalog files, JSON or YAML"},
    {Option::kExplain, "explain", 0, ValueKind::kNone, "", "", kPlan | kResolve,
     "show every decision and every candidate, with reasons and numbers"},
    {Option::kForce, "force", 0, ValueKind::kNone, "", "", kPlan, "print the document of an infeasible plan too"},
    {Option::kProvider, "provider", 0, ValueKind::kEnum, "", "", kPlan | kResolve,
     "run there (plan), or be offered there (resolve), whatever the file says", &v1::Provider_descriptor},
    {Option::kExisting, "existing", 0, ValueKind::kNone, "", "", kPlan,
     "the workload runs already: hardware that is no longer available is no obstacle"},
    {Option::kView, "view", 0, ValueKind::kEnum, "", "", kPlan, "everything, or the answer without the document",
     &v1::PlanView_descriptor},
    {Option::kMaxCandidates, "max-candidates", 0, ValueKind::kInteger, "N", "", kPlan | kResolve,
     "most candidates and alternatives to answer"},
    {Option::kFile, "file", 'f', ValueKind::kFile, "FILE|-", "", kResolve, "read the question from FILE"},
    {Option::kAccount, "account", 0, ValueKind::kText, "ACCOUNT", "", kCheck, "the account that asks"},
    {Option::kModel, "model", 0, ValueKind::kText, "MODEL", "", kCheck, "a Workers AI model that the catalog lists"},
    {Option::kDeployable, "deployable", 0, ValueKind::kText, "NAME", "", kCheck,
     "a Replicate deployable that the catalog lists"},
    {Option::kUnit, "unit", 0, ValueKind::kText, "UNIT", "", kResolve, "compute unit, such as gpu-a100-80g"},
    {Option::kCount, "count", 0, ValueKind::kInteger, "N", "", kResolve, "compute units per instance; with --unit"},
    {Option::kMinTotalGpuMemory, "min-total-gpu-memory", 0, ValueKind::kInteger, "GB", "", kResolve,
     "least memory over all GPUs of a pod"},
    {Option::kMinGpuMemory, "min-gpu-memory", 0, ValueKind::kInteger, "GB", "", kResolve, "least memory of each GPU"},
    {Option::kMinGpus, "min-gpus", 0, ValueKind::kInteger, "N", "", kResolve, "least number of GPUs"},
    {Option::kMaxGpus, "max-gpus", 0, ValueKind::kInteger, "N", "", kResolve, "largest number of GPUs"},
    {Option::kGpuFamily, "gpu-family", 0, ValueKind::kText, "NAME", "", kResolve,
     "GPU family or architecture, such as H100 or Ampere"},
    {Option::kMaxPrice, "max-price", 0, ValueKind::kPrice, "USD", "", kResolve,
     "highest price, US dollars per second, such as 0.0014"},
    {Option::kPurpose, "purpose", 0, ValueKind::kEnum, "", "", kResolve | kList,
     "only hardware that is available for it", &v1::Purpose_descriptor},
    {Option::kExpectRevision, "expect-revision", 0, ValueKind::kText, "SHA256", "", kPlan | kResolve | kCheck,
     "refuse to be answered by any other catalog revision"},
    {Option::kAddress, "address", 0, ValueKind::kAddress, "HOST:PORT", "127.0.0.1:50051", kAsking, "the server to ask"},
    {Option::kTlsCa, "tls-ca", 0, ValueKind::kFile, "FILE", "", kAsking,
     "connect with TLS to a server whose certificate an authority in FILE issued (PEM)"},
    {Option::kTlsCert, "tls-cert", 0, ValueKind::kFile, "FILE", "", kAsking,
     "client certificate to show the server (PEM); with --tls-ca and --tls-key"},
    {Option::kTlsKey, "tls-key", 0, ValueKind::kFile, "FILE", "", kAsking,
     "private key of --tls-cert (PEM, without a password)"},
    {Option::kTlsServerName, "tls-server-name", 0, ValueKind::kText, "NAME", "", kAsking,
     "name in the server's certificate, where it is not HOST; with --tls-ca"},
    {Option::kNoProxy, "no-proxy", 0, ValueKind::kNone, "", "", kAsking,
     "connect directly, whatever grpc_proxy, https_proxy and http_proxy say"},
    {Option::kTimeout, "timeout", 0, ValueKind::kDuration, "DURATION", "10s", kAsking,
     "how long to wait for the server, such as 500ms or 1m"},
    {Option::kLocal, "local", 0, ValueKind::kNone, "", "", kAsking, "answer in this process, without a server"},
    {Option::kCatalog, "catalog", 0, ValueKind::kFile, "FILE", "", kAsking,
     "with --local: the catalog, instead of the default one"},
    {Option::kHelp, "help", 'h', ValueKind::kNone, "", "", kEvery, "explain the command"},
    {Option::kVersion, "version", 0, ValueKind::kNone, "", "", kEvery, "print the version"},
};

}  // namespace

absl::Span<const VerbRow> Verbs() { return kVerbs; }

absl::Span<const OptionRow> Options() { return kOptions; }

const VerbRow& RowOf(Verb verb) {
  // INVARIANT: rows stand in the order of the enum; a test holds that.
  return kVerbs[static_cast<int>(verb)];
}

bool IsChoice(const OptionRow& row) { return row.kind == ValueKind::kChoice || row.kind == ValueKind::kEnum; }

std::vector<std::string> ChoicesOf(const OptionRow& row) {
  if (row.kind == ValueKind::kEnum) return EnumWords(*row.enum_type());
  if (row.kind != ValueKind::kChoice) return {};
  return absl::StrSplit(row.value, '|');
}

absl::string_view NameOf(Option option) {
  for (const OptionRow& row : kOptions) {
    if (row.option == option) return row.name;
  }
  return "";
}

const OptionRow* FindOption(Verb verb, absl::string_view name) {
  for (const OptionRow& row : kOptions) {
    if (row.name == name && (row.verbs & Bit(verb)) != 0) return &row;
  }
  return nullptr;
}

}  // namespace berth
