#include "clients/cli/backend.h"

#include <array>

#include "absl/strings/str_cat.h"

namespace berth {
namespace {

// They say how to reach a server.
constexpr std::array<Option, 7> kConnectionOptions = {Option::kAddress, Option::kTlsCa,         Option::kTlsCert,
                                                      Option::kTlsKey,  Option::kTlsServerName, Option::kNoProxy,
                                                      Option::kTimeout};

}  // namespace

absl::StatusOr<std::unique_ptr<Backend>> MakeBackend(const Command& command, Console& console) {
  if (!command.Has(Option::kLocal)) {
    if (command.Has(Option::kCatalog)) {
      return absl::InvalidArgumentError("`--catalog` needs `--local`: a server has a catalog of its own");
    }
    return MakeRemoteBackend(command, console);
  }
  for (const Option option : kConnectionOptions) {
    if (!command.Has(option)) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("`--", NameOf(option), "` excludes `--local`, which asks no server"));
  }
  return MakeLocalBackend(command.Text(Option::kCatalog), console);
}

}  // namespace berth
