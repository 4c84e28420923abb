// The settings in force as a configuration file that --config takes again, each
// with a comment that says where it came from.
#pragma once

#include <string>

#include "server/config/settings.h"

namespace berth {

// With everything, for whoever may start the server.
std::string ConfigText(const Settings& settings);

// For the admin page: says of allowed_callers only for how many methods there are any.
std::string ConfigTextWithoutCallers(const Settings& settings);

}  // namespace berth
