#include <ostream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "clients/cli/help_text.h"
#include "clients/cli/verbs.h"
#include "core/names/nearest_names.h"

namespace berth {
namespace {

// Help for every command whose words start with `words`, so that `catalog` explains all of its commands.
absl::StatusOr<std::string> HelpFor(const std::string& words) {
  std::string text;
  std::vector<absl::string_view> known;
  for (const VerbRow& row : Verbs()) {
    known.push_back(row.words);
    if (row.words != words && !absl::StartsWith(row.words, absl::StrCat(words, " "))) continue;
    absl::StrAppend(&text, text.empty() ? "" : "\n\n", VerbHelp(row.verb));
  }
  if (!text.empty()) return text;
  return absl::InvalidArgumentError(UnknownNameMessage("command", words, NearestNames(words, known)));
}

}  // namespace

absl::StatusOr<ExitStatus> RunHelp(const Command& command, Console& console) {
  if (command.Has(Option::kVersion)) {
    console.out << "berth " BERTH_VERSION "\n";
    return ExitStatus::kYes;
  }
  if (command.verb() != Verb::kHelp) {
    console.out << VerbHelp(command.verb());
    return ExitStatus::kYes;
  }
  if (command.arguments().empty()) {
    console.out << OverviewHelp();
    return ExitStatus::kYes;
  }
  const absl::StatusOr<std::string> text = HelpFor(absl::StrJoin(command.arguments(), " "));
  if (!text.ok()) return text.status();
  console.out << *text;
  return ExitStatus::kYes;
}

}  // namespace berth
