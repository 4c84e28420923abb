#include "server/lifecycle/port_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace berth {

absl::Status WritePortFile(const std::string& path, int port) {
  const std::string unfinished = absl::StrCat(path, ".", getpid());
  std::FILE* file = std::fopen(unfinished.c_str(), "we");
  bool written = file != nullptr && std::fprintf(file, "%d\n", port) > 0;
  if (file != nullptr) written = std::fclose(file) == 0 && written;
  if (written && std::rename(unfinished.c_str(), path.c_str()) == 0) return absl::OkStatus();
  const int error = errno;
  static_cast<void>(std::remove(unfinished.c_str()));
  return absl::UnavailableError(absl::StrCat("cannot write `", path, "`: ", std::generic_category().message(error)));
}

}  // namespace berth
