// The command line: its table, its parser, its help and its completion.
#include "clients/cli/command_line.h"

#include <gtest/gtest.h>

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/command_table.h"
#include "clients/cli/exit_status.h"
#include "clients/cli/help_text.h"

namespace berth {
namespace {

absl::StatusOr<Command> Parse(const std::string& words) {
  return ParseCommandLine(std::vector<std::string>(absl::StrSplit(words, ' ', absl::SkipEmpty())));
}

TEST(CommandTable, RowsStandInTheOrderOfTheEnum) {
  int index = 0;
  for (const VerbRow& row : Verbs()) EXPECT_EQ(static_cast<int>(row.verb), index++) << row.words;
  EXPECT_EQ(index, static_cast<int>(Verb::kHelp) + 1);
}

TEST(CommandTable, OptionsAreUnambiguous) {
  std::set<Option> seen;
  for (const OptionRow& row : Options()) {
    seen.insert(row.option);
    EXPECT_FALSE(row.help.empty()) << row.name;
    EXPECT_EQ(row.kind == ValueKind::kEnum, row.enum_type != nullptr) << row.name;
    EXPECT_EQ(row.kind == ValueKind::kNone || row.kind == ValueKind::kEnum, row.value.empty()) << row.name;
    for (const OptionRow& other : Options()) {
      if (&row == &other) continue;
      EXPECT_FALSE(row.name == other.name && (row.verbs & other.verbs) != 0) << row.name;
      // The splitter does not know the verb yet.
      const bool both_take_values = (row.kind == ValueKind::kNone) == (other.kind == ValueKind::kNone);
      EXPECT_TRUE(row.name != other.name || both_take_values) << row.name;
      EXPECT_TRUE(row.letter == 0 || row.letter != other.letter || row.name == other.name) << row.name;
    }
  }
  EXPECT_EQ(static_cast<int>(seen.size()), kOptionCount);
}

TEST(CommandTable, FallbacksAreValid) {
  for (const OptionRow& row : Options()) {
    if (row.fallback.empty()) continue;
    for (const VerbRow& verb : Verbs()) {
      if ((row.verbs & Bit(verb.verb)) == 0) continue;
      const std::string argument = verb.min_arguments == 0 ? "" : " x";
      const auto command = Parse(absl::StrCat(verb.words, argument, " --", row.name, " ", row.fallback));
      EXPECT_TRUE(command.ok()) << command.status();
    }
  }
}

struct GoodLine {
  const char* name;
  const char* words;
  Verb verb;
  Option option;
  const char* value;
};

class GoodLineTest : public testing::TestWithParam<GoodLine> {};

TEST_P(GoodLineTest, IsUnderstood) {
  const absl::StatusOr<Command> command = Parse(GetParam().words);
  ASSERT_TRUE(command.ok()) << command.status();
  EXPECT_EQ(command->verb(), GetParam().verb);
  EXPECT_EQ(command->Text(GetParam().option), GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    CommandLine, GoodLineTest,
    testing::Values(GoodLine{"Plain", "plan x.yaml -o json", Verb::kPlan, Option::kOutput, "json"},
                    GoodLine{"Attached", "plan -ojson", Verb::kPlan, Option::kOutput, "json"},
                    GoodLine{"EqualSign", "plan --output=json", Verb::kPlan, Option::kOutput, "json"},
                    GoodLine{"OptionFirst", "--address h:1 plan", Verb::kPlan, Option::kAddress, "h:1"},
                    GoodLine{"FallbackOfPlan", "plan", Verb::kPlan, Option::kOutput, "yaml"},
                    GoodLine{"FallbackOfList", "list", Verb::kList, Option::kOutput, "table"},
                    GoodLine{"OptionWithin", "catalog --local info", Verb::kCatalogInfo, Option::kLocal, ""},
                    GoodLine{"NegativeValue", "resolve --count -1", Verb::kResolve, Option::kCount, "-1"},
                    GoodLine{"WordOfAnEnum", "list --purpose models", Verb::kList, Option::kPurpose, "models"},
                    GoodLine{"NameOfAnEnumValue", "plan --provider PROVIDER_CKS", Verb::kPlan, Option::kProvider,
                             "PROVIDER_CKS"},
                    GoodLine{"HelpAlone", "--help", Verb::kHelp, Option::kHelp, ""},
                    GoodLine{"VersionAlone", "--version", Verb::kHelp, Option::kVersion, ""},
                    GoodLine{"HelpOfAVerb", "catalog check -h", Verb::kCatalogCheck, Option::kHelp, ""}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(CommandLine, TakesArguments) {
  EXPECT_EQ(Parse("plan -")->argument(0), "-");
  EXPECT_EQ(Parse("plan -- --odd.yaml")->argument(0), "--odd.yaml");
  EXPECT_EQ(Parse("catalog diff a b")->argument(1), "b");
  EXPECT_EQ(Parse("plan")->argument(0), "");
}

TEST(CommandLine, ConvertsValues) {
  const absl::StatusOr<Command> command = Parse("resolve --min-gpus 2 --max-price 0.0014 --timeout 500ms");
  ASSERT_TRUE(command.ok()) << command.status();
  EXPECT_EQ(command->Integer(Option::kMinGpus), 2);
  EXPECT_EQ(command->NanoUsd(Option::kMaxPrice), 1'400'000);
  EXPECT_EQ(command->Duration(Option::kTimeout), absl::Milliseconds(500));
  EXPECT_EQ(command->Integer(Option::kMaxGpus), std::nullopt);
}

struct BadLine {
  const char* name;
  const char* words;
  const char* message;
};

class BadLineTest : public testing::TestWithParam<BadLine> {};

TEST_P(BadLineTest, IsRefused) {
  const absl::StatusOr<Command> command = Parse(GetParam().words);
  ASSERT_FALSE(command.ok());
  EXPECT_EQ(command.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(absl::StrContains(command.status().message(), GetParam().message)) << command.status();
}

INSTANTIATE_TEST_SUITE_P(
    CommandLine, BadLineTest,
    testing::Values(BadLine{"NoCommand", "", "a command is missing"},
                    BadLine{"OnlyOptions", "--local", "a command is missing"},
                    BadLine{"UnknownCommand", "plann", "`plann` is not a known command; nearest: `plan`"},
                    BadLine{"HalfACommand", "catalog", "`catalog` needs one of"},
                    BadLine{"UnknownHalf", "catalog chekc", "nearest: `catalog check`"},
                    BadLine{"UnknownOption", "plan --explian", "unknown option `--explian`; nearest: `--explain`"},
                    BadLine{"UnknownLetter", "plan -x", "unknown option `-x`"},
                    BadLine{"ForeignOption", "list --force", "`list` does not take `--force`"},
                    BadLine{"MissingValue", "plan --provider", "`--provider` needs a value: cks|mk8s|gke"},
                    BadLine{"OptionAsValue", "plan --address --local", "`--address` needs a value"},
                    BadLine{"ValueOfAFlag", "plan --force=yes", "`--force` takes no value"},
                    BadLine{"LettersTogether", "plan -ho", "`-h` takes no value"},
                    BadLine{"Twice", "plan -o json -o yaml", "`--output` is given twice"},
                    BadLine{"UnknownChoice", "plan --provider aws", "`aws` is not one of cks, mk8s, gke"},
                    BadLine{"CapitalsInAChoice", "plan --provider CKS", "`CKS` is not one of cks, mk8s, gke"},
                    BadLine{"UnspecifiedChoice", "plan --provider PROVIDER_UNSPECIFIED", "is not one of cks"},
                    BadLine{"NoPort", "list --address berth.example", "`--address`: `berth.example` has no port"},
                    BadLine{"PortZero", "list --address h:0", "does not end in a port from 1 to 65535"},
                    BadLine{"PortTooLarge", "list --address h:65536", "does not end in a port from 1 to 65535"},
                    BadLine{"PortNegative", "list --address h:-1", "does not end in a port from 1 to 65535"},
                    BadLine{"ChoiceOfAnotherVerb", "list -o answer", "`answer` is not one of table, yaml, json"},
                    BadLine{"EmptyChoice", "plan --provider=", "is not one of"},
                    BadLine{"EmptyText", "resolve --unit=", "it is empty"},
                    BadLine{"EmptyAddress", "plan --address=", "an address is needed"},
                    BadLine{"NoNumber", "resolve --count two", "`two` is not a whole number"},
                    BadLine{"TooLargeNumber", "resolve --count 4294967297", "is not a whole number"},
                    BadLine{"NoDuration", "plan --timeout 10", "`10` is not a duration"},
                    BadLine{"NoTime", "plan --timeout 0s", "is not a duration above 0"},
                    BadLine{"TooMuchTime", "plan --timeout 2h", "is not a duration"},
                    BadLine{"EndlessTime", "plan --timeout inf", "is not a duration"},
                    BadLine{"NoPrice", "resolve --max-price cheap", "is not a price"},
                    BadLine{"TooManyArguments", "plan a b", "unexpected argument `b`"},
                    BadLine{"TooFewArguments", "catalog check", "`catalog check` needs FILE"},
                    BadLine{"UnknownShell", "completion fish", "`fish` is not one of bash"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(CommandLine, ParsesPricesExactly) {
  EXPECT_EQ(ParseNano("0"), 0);
  EXPECT_EQ(ParseNano("0.000975"), 975'000);
  EXPECT_EQ(ParseNano("1.000000001"), 1'000'000'001);
  EXPECT_EQ(ParseNano("1000000000"), 1'000'000'000'000'000'000);
  for (const char* text : {"", ".", "1.", ".5", "-1", "+1", "1e3", " 1", "0x1", "0.0000000001", "1000000001", "1.2.3",
                           "99999999999999999999"}) {
    EXPECT_EQ(ParseNano(text), std::nullopt) << text;
  }
}

TEST(HelpText, NamesEveryCommandAndOption) {
  const std::string overview = OverviewHelp();
  for (const VerbRow& verb : Verbs()) {
    EXPECT_TRUE(absl::StrContains(overview, absl::StrCat("berth ", verb.words))) << verb.words;
    const std::string help = VerbHelp(verb.verb);
    for (const OptionRow& option : Options()) {
      const bool is_taken = (option.verbs & Bit(verb.verb)) != 0;
      EXPECT_EQ(absl::StrContains(help, option.help), is_taken) << verb.words << " --" << option.name;
    }
    EXPECT_TRUE(absl::StrContains(help, "\nExit status:\n"));
  }
}

TEST(HelpText, ListsEveryExitStatus) {
  int status = 0;
  for (const ExitStatusRow& row : kExitStatuses) {
    EXPECT_EQ(static_cast<int>(row.status), status++) << row.meaning;
    const std::string line = absl::StrCat("\n  ", static_cast<int>(row.status), "  ", row.meaning, "\n");
    EXPECT_TRUE(absl::StrContains(OverviewHelp(), line)) << line;
    for (const VerbRow& verb : Verbs()) EXPECT_TRUE(absl::StrContains(VerbHelp(verb.verb), line)) << line;
  }
  EXPECT_EQ(status, static_cast<int>(ExitStatus::kDenied) + 1);
}

TEST(HelpText, CompletionNamesEveryCommandOptionAndWord) {
  const std::string script = BashCompletion();
  EXPECT_FALSE(absl::StrContains(script, "@VALUES@"));
  for (const VerbRow& verb : Verbs()) {
    for (const OptionRow& option : Options()) {
      if ((option.verbs & Bit(verb.verb)) == 0 || option.kind == ValueKind::kNone) continue;
      EXPECT_TRUE(absl::StrContains(script, absl::StrCat("\"", verb.words, ":--", option.name, "\")"))) << option.name;
    }
  }
}

}  // namespace
}  // namespace berth
