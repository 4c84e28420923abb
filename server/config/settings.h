// The server's settings from all sources: flags win over the environment, that
// over the file, that over defaults. Reads everything before it judges, so that
// all faults of all sources are told at once.
#pragma once

#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/config/assignment.h"
#include "server/config/command_line.h"
#include "server/config/server_config.h"

namespace berth {

struct EffectiveSetting {
  std::string name;
  std::string value;
  SettingSource source = SettingSource::kDefault;
};

struct Settings {
  ServerConfig config;
  ServerAction action = ServerAction::kServe;
  // The file that was read; empty: none.
  std::string config_file;
  // All there are, by name.
  std::vector<EffectiveSetting> effective;
  // One message each. With any, `config` is not to be used.
  std::vector<std::string> faults;
};

// `words` without the program's name; `environment` as `NAME=value`.
Settings ReadSettings(const std::vector<std::string>& words, const std::vector<std::string>& environment);

// From what main was given. `environment` ends in a null pointer.
Settings ReadSettings(int argc, const char* const* argv, const char* const* environment);

// What the files that a configuration names have wrong with them, one message each.
using CheckFiles = std::function<std::vector<std::string>(const ServerConfig& config)>;

// Does what the command line asks for besides serving, and tells faults to `errors`. The exit status: 0, or 2 for
// faults; nothing if the server is to start.
std::optional<int> AnswerWithoutServing(const Settings& settings, const CheckFiles& check_files, std::ostream& output,
                                        std::ostream& errors);

}  // namespace berth
