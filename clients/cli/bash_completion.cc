#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "clients/cli/help_text.h"

namespace berth {
namespace {

// Finds the command among the words typed so far, then offers values for an option that waits for one, options after a
// dash, and the command's own arguments.
constexpr absl::string_view kScript = R"(# bash completion for berth. To use it: source <(berth completion bash)
_berth() {
  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
  local command="" option="" words="" i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "${COMP_WORDS[i]}" in
      -*) ;;
      @FIRST_WORDS@) [[ -z "$command" ]] && command="${COMP_WORDS[i]}" ;;
      @SECOND_WORDS@) [[ "$command" == catalog ]] && command="catalog ${COMP_WORDS[i]}" ;;
    esac
  done
  case "$previous" in
@LETTERS@    --*) option="$previous" ;;
  esac
  case "$command:$option" in
@VALUES@  esac
  case "$command" in
    "") words="@VERBS@" ;;
@ARGUMENTS@  esac
  if [[ "$current" == -* ]]; then
    case "$command" in
@OPTIONS@    esac
  fi
  if [[ "$words" == @FILES@ ]]; then
    COMPREPLY=($(compgen -f -- "$current"))
  else
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  fi
}
complete -o filenames -F _berth berth
)";

std::string Words(absl::string_view choices) { return absl::StrReplaceAll(choices, {{"|", " "}}); }

bool TakesFile(const VerbRow& row) {
  return absl::StrContains(row.arguments, "FILE") || row.verb == Verb::kCatalogDiff;
}

std::string CaseLine(absl::string_view pattern, absl::string_view action) {
  return absl::StrCat("    ", pattern, ") ", action, " ;;\n");
}

std::string WordsLine(absl::string_view pattern, absl::string_view words) {
  return CaseLine(pattern, absl::StrCat("words=\"", words, "\""));
}

// Values of options: a case for each verb that takes the option.
std::string ValueCases() {
  std::string cases;
  for (const OptionRow& option : Options()) {
    if (option.kind == ValueKind::kNone) continue;
    for (const VerbRow& verb : Verbs()) {
      if ((option.verbs & Bit(verb.verb)) == 0) continue;
      const std::string words = absl::StrJoin(ChoicesOf(option), " ");
      const std::string action = option.kind == ValueKind::kFile ? "COMPREPLY=($(compgen -f -- \"$current\")); return"
                                                                 : absl::StrCat("COMPREPLY=($(compgen -W \"", words,
                                                                                "\" -- \"$current\")); return");
      absl::StrAppend(&cases, CaseLine(absl::StrCat("\"", verb.words, ":--", option.name, "\""), action));
    }
  }
  return cases;
}

std::string LetterCases() {
  std::string cases;
  for (const OptionRow& option : Options()) {
    const std::string line =
        CaseLine(absl::StrCat("-", std::string(1, option.letter)), absl::StrCat("option=--", option.name));
    if (option.letter != 0 && !absl::StrContains(cases, line)) cases += line;
  }
  return cases;
}

std::string OptionCases() {
  std::string cases;
  for (const VerbRow& verb : Verbs()) {
    std::vector<std::string> names;
    for (const OptionRow& option : Options()) {
      if ((option.verbs & Bit(verb.verb)) != 0) names.push_back(absl::StrCat("--", option.name));
    }
    absl::StrAppend(&cases, "  ", WordsLine(absl::StrCat("\"", verb.words, "\""), absl::StrJoin(names, " ")));
  }
  return absl::StrCat(cases, "  ", WordsLine("*", "--help --version"));
}

}  // namespace

std::string BashCompletion() {
  std::vector<absl::string_view> first_words;
  std::vector<absl::string_view> second_words;
  std::string arguments;
  for (const VerbRow& verb : Verbs()) {
    const std::vector<absl::string_view> words = absl::StrSplit(verb.words, ' ');
    if (first_words.empty() || first_words.back() != words[0]) first_words.push_back(words[0]);
    if (words.size() > 1) second_words.push_back(words[1]);
    const std::string pattern = absl::StrCat("\"", verb.words, "\"");
    if (TakesFile(verb)) {
      absl::StrAppend(&arguments, WordsLine(pattern, "@FILES@"));
    } else if (!verb.argument_choices.empty()) {
      absl::StrAppend(&arguments, WordsLine(pattern, Words(verb.argument_choices)));
    }
  }
  absl::StrAppend(&arguments, WordsLine("catalog", absl::StrJoin(second_words, " ")));
  absl::StrAppend(&arguments, WordsLine("help", absl::StrJoin(first_words, " ")));
  return absl::StrReplaceAll(kScript, {{"@FIRST_WORDS@", absl::StrJoin(first_words, "|")},
                                       {"@SECOND_WORDS@", absl::StrJoin(second_words, "|")},
                                       {"@VERBS@", absl::StrJoin(first_words, " ")},
                                       {"@LETTERS@", LetterCases()},
                                       {"@VALUES@", ValueCases()},
                                       {"@ARGUMENTS@", arguments},
                                       {"@OPTIONS@", OptionCases()}});
}

}  // namespace berth
