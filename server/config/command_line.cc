#include "server/config/command_line.h"

#include <array>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "server/config/setting_table.h"
#include "server/config/shown_value.h"

namespace berth {
namespace {

struct ActionFlag {
  absl::string_view name;
  ServerAction action;
  absl::string_view meaning;
};

// Earlier ones win over later ones.
constexpr std::array<ActionFlag, 4> kActions = {{
    {"help", ServerAction::kHelp, "print this"},
    {"version", ServerAction::kVersion, "print which build this is"},
    {"validate_config", ServerAction::kValidateConfig, "check all settings and the files that they name, and end"},
    {"print_config", ServerAction::kPrintConfig, "print the settings in force as a configuration file, and end"},
}};
constexpr absl::string_view kConfigMeaning = "YAML file with settings; environment and flags win over it";

std::string AsFlag(absl::string_view name) { return absl::StrCat("--", name); }

class Parser {
 public:
  explicit Parser(absl::Span<const std::string> words) : words_(words) {}

  CommandLine Parse() {
    while (next_ < words_.size()) ParseWord(words_[next_++]);
    for (const ActionFlag& flag : kActions) {
      if (asked_[&flag - kActions.data()]) {
        result_.action = flag.action;
        break;
      }
    }
    return std::move(result_);
  }

 private:
  void Fault(std::string message) { result_.assignments.faults.push_back(std::move(message)); }

  void ParseWord(absl::string_view word) {
    const absl::string_view whole = word;
    if (!absl::ConsumePrefix(&word, "--") || word.empty() || word[0] == '=') {
      Fault(absl::StrCat(Shown(whole), " is not a flag: write `--name=value`"));
      return;
    }
    std::optional<std::string> value;
    if (const size_t equals = word.find('='); equals != absl::string_view::npos) {
      value = std::string(word.substr(equals + 1));
      word = word.substr(0, equals);
    }
    if (ParseAction(word, value.has_value())) return;
    ParseSetting(word, std::move(value));
  }

  bool ParseAction(absl::string_view name, bool has_value) {
    for (const ActionFlag& flag : kActions) {
      if (flag.name != name) continue;
      if (has_value) Fault(absl::StrCat("--", name, " takes no value"));
      asked_[&flag - kActions.data()] = true;
      return true;
    }
    return false;
  }

  void ParseSetting(absl::string_view name, std::optional<std::string> value) {
    const Setting* const setting = FindSetting(name);
    if (setting == nullptr && name != "config") {
      if (ParseNegation(name, value.has_value())) return;
      Fault(UnknownSetting(name, AsFlag));
      return;
    }
    if (!value.has_value() && setting != nullptr && setting->is_switch) value = "true";
    if (!value.has_value() && next_ < words_.size() && !absl::StartsWith(words_[next_], "--")) value = words_[next_++];
    if (value.has_value()) {
      Assign(name, *std::move(value));
    } else {
      Fault(absl::StrCat("--", name, " has no value: write `--", name, "=value`"));
    }
  }

  // `--noreflection`.
  bool ParseNegation(absl::string_view name, bool has_value) {
    const Setting* const setting = absl::ConsumePrefix(&name, "no") ? FindSetting(name) : nullptr;
    if (setting == nullptr || !setting->is_switch) return false;
    if (has_value) Fault(absl::StrCat("--no", name, " takes no value"));
    Assign(name, "false");
    return true;
  }

  void Assign(absl::string_view name, std::string value) {
    result_.assignments.values.push_back({std::string(name), std::move(value), SettingSource::kFlag, AsFlag(name)});
  }

  absl::Span<const std::string> words_;
  size_t next_ = 0;
  std::array<bool, kActions.size()> asked_{};
  CommandLine result_;
};

// Both in two lines, since meanings are long.
void AppendFlag(absl::string_view name, absl::string_view meaning, absl::string_view remark, std::string& text) {
  absl::StrAppend(&text, "  --", name, "\n      ", meaning, "\n");
  if (!remark.empty()) absl::StrAppend(&text, "      ", remark, "\n");
}

}  // namespace

CommandLine ParseServerCommandLine(absl::Span<const std::string> words) { return Parser(words).Parse(); }

std::string HelpText() {
  std::string text =
      "berth-server plans where and how AI models run, over gRPC\n\n"
      "usage: berth-server [--name=value ...]\n\n"
      "Every setting can come from a flag, from the environment (--port_file as BERTH_PORT_FILE) or from the file "
      "that\n"
      "--config names (port_file: ...): a flag wins over the environment, and that over the file.\n\n";
  for (const ActionFlag& flag : kActions) AppendFlag(flag.name, flag.meaning, "", text);
  AppendFlag("config", kConfigMeaning, "", text);
  const ServerConfig defaults;
  for (const Setting& setting : AllSettings()) {
    const std::string value = setting.text(defaults);
    AppendFlag(setting.name, setting.meaning, absl::StrCat(setting.form, "; default: ", value.empty() ? "none" : value),
               text);
  }
  return text;
}

}  // namespace berth
