#include "clients/cli/command_line.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "clients/cli/enum_words.h"
#include "clients/cpp/server_address.h"
#include "core/names/nearest_names.h"
#include "google/protobuf/descriptor.h"

namespace berth {
namespace {

constexpr absl::Duration kLongestTimeout = absl::Hours(1);

// An option as it was given, before the verb is known.
struct GivenOption {
  std::string name;
  std::optional<std::string> value;
};

struct GivenWords {
  std::vector<std::string> arguments;
  std::vector<GivenOption> options;
};

absl::Status Fault(absl::string_view message) { return absl::InvalidArgumentError(message); }

std::vector<absl::string_view> OptionNames(std::optional<Verb> verb) {
  std::vector<absl::string_view> names;
  for (const OptionRow& row : Options()) {
    if (!verb.has_value() || (row.verbs & Bit(*verb)) != 0) names.push_back(row.name);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

absl::Status UnknownOption(absl::string_view typed, absl::string_view name) {
  std::string message = absl::StrCat("unknown option `", Shortened(typed), "`");
  const std::vector<std::string> nearest = NearestNames(name, OptionNames(std::nullopt));
  if (!nearest.empty()) absl::StrAppend(&message, "; nearest: `--", absl::StrJoin(nearest, "`, `--"), "`");
  return Fault(message);
}

// Rows of one name have the same kind of value, so any of them tells whether a value follows.
const OptionRow* AnyRow(absl::string_view name, char letter) {
  for (const OptionRow& row : Options()) {
    if (letter != 0 ? row.letter == letter : row.name == name) return &row;
  }
  return nullptr;
}

// Splits words into options and arguments.
class Splitter {
 public:
  explicit Splitter(absl::Span<const std::string> words) : words_(words) {}

  absl::StatusOr<GivenWords> Split() {
    for (; at_ < words_.size(); ++at_) {
      const absl::string_view word = words_[at_];
      absl::Status status;
      if (only_arguments_ || word == "-" || !absl::StartsWith(word, "-")) {
        given_.arguments.emplace_back(word);
      } else if (word == "--") {
        only_arguments_ = true;
      } else if (absl::StartsWith(word, "--")) {
        status = TakeLong(word);
      } else {
        status = TakeShort(word);
      }
      if (!status.ok()) return status;
    }
    return std::move(given_);
  }

 private:
  // `--name`, `--name=value` or `--name value`.
  absl::Status TakeLong(absl::string_view word) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(word.substr(2), absl::MaxSplits('=', 1));
    const OptionRow* row = AnyRow(parts.first, 0);
    if (row == nullptr) return UnknownOption(word, parts.first);
    if (!absl::StrContains(word, '=')) return TakeValue(*row);
    if (row->kind == ValueKind::kNone) return Fault(absl::StrCat("`--", row->name, "` takes no value"));
    given_.options.push_back({std::string(row->name), std::string(parts.second)});
    return absl::OkStatus();
  }

  // `-o value` or `-ovalue`.
  absl::Status TakeShort(absl::string_view word) {
    const OptionRow* row = AnyRow("", word[1]);
    if (row == nullptr) return UnknownOption(word, word.substr(1));
    if (word.size() == 2) return TakeValue(*row);
    if (row->kind == ValueKind::kNone) return Fault(absl::StrCat("`-", word.substr(1, 1), "` takes no value"));
    given_.options.push_back({std::string(row->name), std::string(word.substr(2))});
    return absl::OkStatus();
  }

  absl::Status TakeValue(const OptionRow& row) {
    if (row.kind == ValueKind::kNone) {
      given_.options.push_back({std::string(row.name), std::nullopt});
      return absl::OkStatus();
    }
    if (at_ + 1 == words_.size() || absl::StartsWith(words_[at_ + 1], "--")) {
      const std::string wanted = IsChoice(row) ? absl::StrJoin(ChoicesOf(row), "|") : std::string(row.value);
      return Fault(absl::StrCat("`--", row.name, "` needs a value: ", wanted));
    }
    given_.options.push_back({std::string(row.name), words_[++at_]});
    return absl::OkStatus();
  }

  absl::Span<const std::string> words_;
  size_t at_ = 0;
  bool only_arguments_ = false;
  GivenWords given_;
};

// Takes the verb's words off the front of `arguments`.
absl::StatusOr<Verb> TakeVerb(std::vector<std::string>& arguments) {
  std::vector<absl::string_view> known;
  for (const VerbRow& row : Verbs()) {
    const std::vector<absl::string_view> words = absl::StrSplit(row.words, ' ');
    known.push_back(row.words);
    if (arguments.size() < words.size() || !std::equal(words.begin(), words.end(), arguments.begin())) continue;
    arguments.erase(arguments.begin(), arguments.begin() + static_cast<ptrdiff_t>(words.size()));
    return row.verb;
  }
  if (arguments.empty()) return Fault("a command is missing");
  std::string typed = arguments[0];
  if (typed == "catalog" && arguments.size() > 1) absl::StrAppend(&typed, " ", arguments[1]);
  if (typed == "catalog") return Fault("`catalog` needs one of: check, print, diff, info");
  return Fault(UnknownNameMessage("command", typed, NearestNames(typed, known)));
}

// A word of the choices; of an enum, also a value's whole name.
bool IsChosen(const OptionRow& row, const std::string& value) {
  if (row.kind == ValueKind::kEnum) {
    const google::protobuf::EnumValueDescriptor* known = FindEnumValue(*row.enum_type(), value);
    return known != nullptr && known->number() != 0;
  }
  const std::vector<std::string> choices = ChoicesOf(row);
  return std::find(choices.begin(), choices.end(), value) != choices.end();
}

absl::Status CheckValue(const OptionRow& row, const std::string& value) {
  const auto refuse = [&](absl::string_view wanted) {
    return Fault(absl::StrCat("`--", row.name, "`: `", Shortened(value), "` is not ", wanted));
  };
  int32_t integer = 0;
  absl::Duration duration;
  switch (row.kind) {
    case ValueKind::kChoice:
    case ValueKind::kEnum:
      if (IsChosen(row, value)) return absl::OkStatus();
      return refuse(absl::StrCat("one of ", absl::StrJoin(ChoicesOf(row), ", ")));
    case ValueKind::kAddress: {
      const absl::Status status = ParseServerAddress(value).status();
      return status.ok() ? status : Fault(absl::StrCat("`--", row.name, "`: ", status.message()));
    }
    case ValueKind::kInteger:
      return absl::SimpleAtoi(value, &integer) ? absl::OkStatus() : refuse("a whole number of at most 31 bits");
    case ValueKind::kDuration:
      if (absl::ParseDuration(value, &duration) && duration > absl::ZeroDuration() && duration <= kLongestTimeout) {
        return absl::OkStatus();
      }
      return refuse("a duration above 0 and up to 1h, such as 500ms or 10s");
    case ValueKind::kPrice:
      return ParseNano(value).has_value() ? absl::OkStatus() : refuse("a price such as 0.0014, in billionths at most");
    default:
      return value.empty() ? refuse("a value: it is empty") : absl::OkStatus();
  }
}

absl::Status CheckArguments(const VerbRow& row, const std::vector<std::string>& arguments) {
  const int count = static_cast<int>(arguments.size());
  if (count < row.min_arguments) return Fault(absl::StrCat("`", row.words, "` needs ", row.arguments));
  if (count > row.max_arguments) {
    return Fault(absl::StrCat("unexpected argument `", Shortened(arguments[row.max_arguments]), "`"));
  }
  if (row.argument_choices.empty()) return absl::OkStatus();
  const std::vector<absl::string_view> choices = absl::StrSplit(row.argument_choices, '|');
  for (const std::string& argument : arguments) {
    if (std::find(choices.begin(), choices.end(), argument) != choices.end()) continue;
    return Fault(absl::StrCat("`", Shortened(argument), "` is not one of ", absl::StrJoin(choices, ", ")));
  }
  return absl::OkStatus();
}

bool Asks(const std::vector<GivenOption>& options, absl::string_view name) {
  return std::any_of(options.begin(), options.end(), [&](const GivenOption& option) { return option.name == name; });
}

}  // namespace

absl::string_view Command::Text(Option option) const {
  if (const auto& given = given_[Index(option)]; given.has_value()) return *given;
  for (const OptionRow& row : Options()) {
    if (row.option == option && (row.verbs & Bit(verb_)) != 0) return row.fallback;
  }
  return "";
}

std::optional<int32_t> Command::Integer(Option option) const {
  int32_t value = 0;
  return absl::SimpleAtoi(Text(option), &value) ? std::optional(value) : std::nullopt;
}

std::optional<absl::Duration> Command::Duration(Option option) const {
  absl::Duration value;
  return absl::ParseDuration(Text(option), &value) ? std::optional(value) : std::nullopt;
}

std::optional<int64_t> Command::NanoUsd(Option option) const { return ParseNano(Text(option)); }

absl::StatusOr<Command> ParseCommandLine(absl::Span<const std::string> words) {
  absl::StatusOr<GivenWords> given = Splitter(words).Split();
  if (!given.ok()) return given.status();
  const bool asks_only = Asks(given->options, "help") || Asks(given->options, "version");
  if (given->arguments.empty() && asks_only) given->arguments.emplace_back("help");
  const absl::StatusOr<Verb> verb = TakeVerb(given->arguments);
  if (!verb.ok()) return verb.status();
  Command command(*verb);
  const VerbRow& row = RowOf(*verb);
  for (GivenOption& option : given->options) {
    const OptionRow* known = FindOption(*verb, option.name);
    if (known == nullptr) return Fault(absl::StrCat("`", row.words, "` does not take `--", option.name, "`"));
    if (command.Has(known->option)) return Fault(absl::StrCat("`--", option.name, "` is given twice"));
    if (option.value.has_value()) {
      if (absl::Status status = CheckValue(*known, *option.value); !status.ok()) return status;
    }
    command.given_[Command::Index(known->option)] = std::move(option.value).value_or("");
  }
  if (!asks_only) {
    if (absl::Status status = CheckArguments(row, given->arguments); !status.ok()) return status;
  }
  command.arguments_ = std::move(given->arguments);
  return command;
}

std::optional<int64_t> ParseNano(absl::string_view text) {
  constexpr size_t kDecimals = 9;
  constexpr int64_t kMaxWhole = 1'000'000'000;
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits('.', 1));
  const auto [whole, fraction] = parts;
  const auto all_digits = [](absl::string_view digits) {
    return !digits.empty() && digits.find_first_not_of("0123456789") == absl::string_view::npos;
  };
  const bool has_fraction = absl::StrContains(text, '.');
  if (!all_digits(whole) || (has_fraction && !all_digits(fraction)) || fraction.size() > kDecimals) return std::nullopt;
  int64_t units = 0;
  int64_t nanos = 0;
  if (!absl::SimpleAtoi(whole, &units) || units > kMaxWhole) return std::nullopt;
  const std::string padded = absl::StrCat(fraction, std::string(kDecimals - fraction.size(), '0'));
  if (!absl::SimpleAtoi(padded, &nanos)) return std::nullopt;
  return units * 1'000'000'000 + nanos;
}

}  // namespace berth
