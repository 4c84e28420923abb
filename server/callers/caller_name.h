// One form for the names of callers, the subject alternative names of their
// certificates: a type, a colon, and the name as comparisons take it. Pure.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace berth {

// `dns:Build.Example.` is `dns:build.example`; `email:` is lower case after the @; `ip:` is an address as the system
// writes it; `uri:` stays as it is, and `spiffe://…` is short for `uri:spiffe://…`. Fails on other types, on names that
// are none of their type, and on `*`, which is compared literally and only other URIs may have. The message says what
// is wrong, and not with what: "has no name after the colon".
absl::StatusOr<std::string> ParseCallerName(absl::string_view text);

// The same for names from a certificate that was verified, whatever is in them.
std::string CallerNameOf(absl::string_view type, absl::string_view name);

}  // namespace berth
