// The names under which a model runs.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace berth {

// A DNS label for a model id. An id that is a DNS label itself stays as it is; `@scope/owner/name` of a known scope,
// with an owner without dashes, is `scope-owner-name`. Every other id is lower-cased, every run of characters outside
// `[a-z0-9-]` becomes one `-` together with the dashes around it, and the result is trimmed, cut and suffixed with `-`
// and 8 hexadecimal digits of the id's SHA-256; so is what would end like such a suffix, or be longer than 63
// characters.
//
// INVARIANT: two ids share a name only if they have these digits in common. A name without suffix tells its id: a legal
// id that reads like `cf-owner-name` is suffixed, since that is the name of `@cf/owner/name`. A name with a suffix is
// no other id's, since an id that ends so gets a second one.
std::string ApplicationName(absl::string_view model_id);

}  // namespace berth
