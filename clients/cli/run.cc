#include <ostream>

#include "absl/strings/str_cat.h"
#include "clients/cli/rendering/errors.h"
#include "clients/cli/verbs.h"

namespace berth {
namespace {

absl::StatusOr<ExitStatus> Run(const Command& command, Console& console) {
  if (command.Has(Option::kHelp) || command.Has(Option::kVersion)) return RunHelp(command, console);
  switch (command.verb()) {
    case Verb::kPlan:
      return RunPlan(command, console);
    case Verb::kResolve:
      return RunResolve(command, console);
    case Verb::kCheck:
      return RunCheck(command, console);
    case Verb::kList:
      return RunList(command, console);
    case Verb::kCatalogCheck:
      return RunCatalogCheck(command, console);
    case Verb::kCatalogPrint:
      return RunCatalogPrint(command, console);
    case Verb::kCatalogDiff:
      return RunCatalogDiff(command, console);
    case Verb::kCatalogInfo:
      return RunCatalogInfo(command, console);
    case Verb::kCompletion:
      return RunCompletion(command, console);
    case Verb::kHelp:
      return RunHelp(command, console);
  }
  return absl::InternalError("a command without a function");
}

}  // namespace

ExitStatus RunBerth(absl::Span<const std::string> words, Console& console) {
  const absl::StatusOr<Command> command = ParseCommandLine(words);
  if (!command.ok()) {
    console.err << RenderError(command.status()) << "`berth help` lists commands and options\n";
    return ExitStatusOf(command.status());
  }
  const absl::StatusOr<ExitStatus> exit_status = Run(*command, console);
  // An answer that did not reach its reader is none.
  console.out.flush();
  if (!console.out) {
    console.err << RenderError(absl::UnavailableError("cannot write standard output"));
    return ExitStatus::kBroken;
  }
  if (exit_status.ok()) return *exit_status;
  console.err << RenderError(exit_status.status());
  return ExitStatusOf(exit_status.status());
}

}  // namespace berth
