// The names under which a model runs.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace berth {

// A DNS label for a model id. An id that is a DNS label itself stays as it is, unless it ends like a suffix: in `-` and
// 8 hexadecimal digits. Every other id is lower-cased, every run of characters outside `[a-z0-9-]` becomes one `-`
// together with the dashes around it, and the result is trimmed, cut and suffixed with 8 digits of the id's SHA-256.
//
// INVARIANT: two ids share a name only if they have these digits in common. A name without suffix is its own id. A name
// with one is no other id's, since an id that ends so gets a second suffix. Every legal id keeps its name, so what was
// altered can never do without: `@cf/a/b` would take the name of the id `cf-a-b`.
std::string ApplicationName(absl::string_view model_id);

}  // namespace berth
