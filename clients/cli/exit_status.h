// How `berth` ends.
#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"

namespace berth {

enum class ExitStatus : uint8_t {
  // Feasible, found, valid, allowed.
  kYes = 0,
  // No server, no file, no disk, or a fault of the server's own.
  kBroken = 1,
  // The command line, the request or the catalog is wrong.
  kRefused = 2,
  // Infeasible, nothing found, catalogs differ.
  kNo = 3,
  // The account may not use the resource.
  kDenied = 4,
};

struct ExitStatusRow {
  ExitStatus status;
  absl::string_view meaning;
};

// One row for each status, in order: what `berth help` and docs say of it.
inline constexpr ExitStatusRow kExitStatuses[] = {
    {ExitStatus::kYes, "answered, and the answer is good: feasible, found, allowed, valid, no difference"},
    {ExitStatus::kBroken, "not answered: no server, no file, no disk, or a fault of the server's own"},
    {ExitStatus::kRefused, "not answered, because the question is wrong: command line, request or catalog"},
    {ExitStatus::kNo, "answered, and the answer is no: infeasible, nothing found, catalogs differ"},
    {ExitStatus::kDenied, "answered, and the account may not use the resource"},
};

}  // namespace berth
