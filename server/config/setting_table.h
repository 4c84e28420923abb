// The table of settings: each has one row here, from which its flag, its
// environment variable, its key in the file, its help and its validation follow.
// What values mean to the server is in server_config.h. All of it is constant.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/config/server_config.h"

namespace berth {

struct Setting {
  absl::string_view name;
  // What a value must be, such as `a whole number from 1 to 64`.
  std::string form;
  absl::string_view meaning;
  bool is_switch = false;
  // Sets the value from its text; false, and nothing set, if it cannot be read.
  std::function<bool(absl::string_view text, ServerConfig& config)> read;
  // The value as text, which `read` takes.
  std::function<std::string(const ServerConfig& config)> text;
  // Whether the value is of the form.
  std::function<bool(const ServerConfig& config)> allows;
};

// By subject, as in ServerConfig.
const std::vector<Setting>& AllSettings();

// Nothing if there is none of that name.
const Setting* FindSetting(absl::string_view name);

// " is `0`, but must be a whole number from 1 to 64", for behind the name.
std::string MustBe(const Setting& setting, absl::string_view text);

// "`adress` is not a known setting; nearest: `address`", where each name in it is written by `write`.
std::string UnknownSetting(absl::string_view name, const std::function<std::string(absl::string_view)>& write);

}  // namespace berth
