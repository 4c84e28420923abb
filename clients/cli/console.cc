#include "clients/cli/console.h"

#include <cerrno>
#include <fstream>
#include <istream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace berth {
namespace {

constexpr size_t kChunk = size_t{64} << 10;

std::string ErrnoText() { return std::generic_category().message(errno); }

absl::StatusOr<std::string> ReadAll(std::istream& stream, absl::string_view name, size_t max_bytes) {
  std::string text;
  std::string chunk(kChunk, '\0');
  errno = 0;
  while (stream.read(chunk.data(), kChunk), stream.gcount() > 0) {
    text.append(chunk, 0, static_cast<size_t>(stream.gcount()));
    if (text.size() > max_bytes) {
      return absl::InvalidArgumentError(absl::StrCat(name, " is larger than ", max_bytes, " bytes"));
    }
  }
  // A directory opens like a file and fails when it is read, which a stream reports as its end.
  if (stream.bad() || errno == EISDIR || errno == EIO) {
    return absl::UnavailableError(absl::StrCat("cannot read ", name, ": ", ErrnoText()));
  }
  return text;
}

}  // namespace

absl::StatusOr<std::string> ReadInput(absl::string_view file, size_t max_bytes, Console& console) {
  if (file == "-") {
    if (console.in_is_terminal) {
      return absl::InvalidArgumentError("a FILE is missing, and standard input is a terminal");
    }
    return ReadAll(console.in, "standard input", max_bytes);
  }
  const std::string name = absl::StrCat("`", file, "`");
  std::ifstream stream(std::string(file), std::ios::binary);
  if (!stream) return absl::UnavailableError(absl::StrCat("cannot read ", name, ": ", ErrnoText()));
  return ReadAll(stream, name, max_bytes);
}

}  // namespace berth
