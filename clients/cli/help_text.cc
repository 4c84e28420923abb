#include "clients/cli/help_text.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "clients/cli/exit_status.h"
#include "clients/cli/rendering/text_table.h"

namespace berth {
namespace {

constexpr absl::string_view kAbout =
    "berth plans where and how AI models run, by asking a server or, with --local, by itself.\n";

constexpr absl::string_view kRequests =
    "A request in a FILE is YAML or JSON. Enum values may be written short: deployment-prediction for\n"
    "DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION, cks for PROVIDER_CKS.\n\n";

std::string ExitStatusHelp() {
  std::vector<TextRow> rows;
  for (const ExitStatusRow& row : kExitStatuses) {
    rows.push_back({absl::StrCat(static_cast<int>(row.status)), std::string(row.meaning)});
  }
  return absl::StrCat("Exit status:\n", RenderTable(rows, 2));
}

std::string OptionText(const OptionRow& row) {
  std::string text = row.letter == 0 ? "    " : absl::StrCat("-", std::string(1, row.letter), ", ");
  absl::StrAppend(&text, "--", row.name);
  if (IsChoice(row)) return absl::StrCat(text, " WORD");
  return row.value.empty() ? text : absl::StrCat(text, " ", row.value);
}

// A choice has a second line with its words, which are too many for the first.
void AppendOption(const OptionRow& row, std::vector<TextRow>& rows) {
  const std::string fallback = row.fallback.empty() ? "" : absl::StrCat(" (default: ", row.fallback, ")");
  if (!IsChoice(row)) {
    rows.push_back({OptionText(row), absl::StrCat(row.help, fallback)});
    return;
  }
  rows.push_back({OptionText(row), std::string(row.help)});
  rows.push_back({"", absl::StrCat("WORD: ", absl::StrJoin(ChoicesOf(row), ", "), fallback)});
}

}  // namespace

std::string OverviewHelp() {
  std::vector<TextRow> rows;
  for (const VerbRow& row : Verbs()) {
    rows.push_back(
        {absl::StrCat("berth ", row.words, row.arguments.empty() ? "" : " ", row.arguments), std::string(row.summary)});
  }
  return absl::StrCat(kAbout, "\nCommands:\n", RenderTable(rows, 2), "\n`berth help COMMAND` explains its options.\n\n",
                      kRequests, ExitStatusHelp());
}

std::string VerbHelp(Verb verb) {
  const VerbRow& row = RowOf(verb);
  std::vector<TextRow> options;
  for (const OptionRow& option : Options()) {
    if ((option.verbs & Bit(verb)) != 0) AppendOption(option, options);
  }
  std::string text = absl::StrCat("berth ", row.words, row.arguments.empty() ? "" : " ", row.arguments,
                                  " [OPTION]...\n", row.summary, "\n");
  if (!row.details.empty()) absl::StrAppend(&text, "\n", row.details, "\n");
  return absl::StrCat(text, "\nOptions:\n", RenderTable(options, 2), "\n", ExitStatusHelp());
}

}  // namespace berth
