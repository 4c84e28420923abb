// The references by which container runtimes know images. Source: the grammar of
// distribution's `reference` package, which containerd, CRI-O and Docker share.
#pragma once

#include "absl/strings/string_view.h"

namespace berth {

// `[domain[:port]/]path[:tag][@digest]`. Path components are lower case; name and tag are at most 255 and 128
// characters long; a digest is a whole SHA-256, SHA-384 or SHA-512. 64 hexadecimal digits alone are an image id, which
// runtimes refuse as a name.
bool IsImageReference(absl::string_view text);

}  // namespace berth
