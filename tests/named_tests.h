// Tables name tests: whether a test of that name exists.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace berth {

// A path below the source tree.
std::string SourcePath(absl::string_view path);

// Nothing for a file that cannot be read.
std::string ReadText(const std::string& path);

// What is wrong with `test` (`Suite.Test`) of `binary`; nothing if it exists. Asks the binaries that the build lists.
std::string FaultOfTest(const std::string& binary, const std::string& test);

}  // namespace berth
