#include <ostream>

#include "clients/cli/help_text.h"
#include "clients/cli/verbs.h"

namespace berth {

absl::StatusOr<ExitStatus> RunCompletion(const Command&, Console& console) {
  // INVARIANT: `bash` is the only word that the command line lets through.
  console.out << BashCompletion();
  return ExitStatus::kYes;
}

}  // namespace berth
