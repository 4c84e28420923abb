// Who may call which RPC, as it is written in settings: `PlanPlacement=dns:a,dns:b;*=dns:ops`. Not the decision who
// may.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/config/server_config.h"

namespace berth {

// Nothing for what is not of that form, or names a method twice. A method without a name behind its `=` is for nobody.
std::optional<AllowedCallers> ParseAllowedCallers(absl::string_view text);

std::string AllowedCallersText(const AllowedCallers& callers);

// Whether a method or a name can stand in that form; `,`, `;`, `=` in methods and blanks cannot.
bool IsCallerWord(absl::string_view word);

// Every method that can have a list, by its full name; those of reflection only if it is served.
std::vector<std::string> MethodsForCallers(bool reflection);

// A message for each unknown method, each that has two lists, and each name that no certificate can have, up to a
// hundred. Whether reflection is served is not judged here.
std::vector<std::string> FaultsIn(const AllowedCallers& callers);

}  // namespace berth
