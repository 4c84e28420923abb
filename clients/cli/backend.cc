#include "clients/cli/backend.h"

#include "absl/strings/str_cat.h"

namespace berth {

absl::StatusOr<std::unique_ptr<Backend>> MakeBackend(const Command& command, Console& console) {
  if (!command.Has(Option::kLocal)) {
    if (command.Has(Option::kCatalog)) {
      return absl::InvalidArgumentError("`--catalog` needs `--local`: a server has a catalog of its own");
    }
    return MakeRemoteBackend(std::string(command.Text(Option::kAddress)),
                             command.Duration(Option::kTimeout).value_or(absl::Seconds(10)));
  }
  for (Option option : {Option::kAddress, Option::kTimeout}) {
    if (!command.Has(option)) continue;
    return absl::InvalidArgumentError("`--address` and `--timeout` exclude `--local`, which asks no server");
  }
  return MakeLocalBackend(command.Text(Option::kCatalog), console);
}

}  // namespace berth
