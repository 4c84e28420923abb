// From the words on the command line to a command with checked values. Reads no
// file and opens no connection.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "clients/cli/command_table.h"

namespace berth {

class Command {
 public:
  explicit Command(Verb verb) : verb_(verb) {}

  Verb verb() const { return verb_; }
  const std::vector<std::string>& arguments() const { return arguments_; }
  // The argument at `index`, or empty.
  absl::string_view argument(size_t index) const {
    return index < arguments_.size() ? absl::string_view(arguments_[index]) : absl::string_view();
  }

  bool Has(Option option) const { return given_[Index(option)].has_value(); }
  // The value given, else the fallback, else empty.
  absl::string_view Text(Option option) const;
  // Of options of the kind; none where the option is not given and has no fallback.
  std::optional<int32_t> Integer(Option option) const;
  std::optional<absl::Duration> Duration(Option option) const;
  std::optional<int64_t> NanoUsd(Option option) const;

 private:
  friend absl::StatusOr<Command> ParseCommandLine(absl::Span<const std::string>);

  static size_t Index(Option option) { return static_cast<size_t>(option); }

  Verb verb_;
  std::vector<std::string> arguments_;
  std::array<std::optional<std::string>, kOptionCount> given_;
};

// `words` without the program's name. `--help` and `--version` come back as they were given, also without any verb
// (which is then `help`). INVALID_ARGUMENT for what cannot be understood, with the nearest names.
absl::StatusOr<Command> ParseCommandLine(absl::Span<const std::string> words);

// Billionths of the decimal number `text`, such as `0.0014`. None if it is no such number, negative, too large, or
// finer than a billionth.
std::optional<int64_t> ParseNano(absl::string_view text);

}  // namespace berth
