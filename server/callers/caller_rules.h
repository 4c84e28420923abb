// Who may call which RPC, by the names in the caller's certificate. Does not look
// at connections: mutual TLS has verified the certificate before. Pure, immutable,
// thread-safe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace berth {

class CallerRules {
 public:
  // Everyone with a valid certificate may call everything.
  CallerRules() = default;

  // Keys of `allowed`: a method (`berth.v1.PlacementService/PlanPlacement`, and of this service also just
  // `PlanPlacement`), all of a service (`grpc.health.v1.Health/*`), or everything else (`*`). Values: see
  // ParseCallerName; none: nobody. `methods` are all that the server has, such as
  // `berth.v1.PlacementService/PlanPlacement`. INVALID_ARGUMENT for what FaultsOfMethods finds, and for values that are
  // no names; all faults at once, in one message.
  static absl::StatusOr<CallerRules> Make(const std::map<std::string, std::vector<std::string>>& allowed,
                                          absl::Span<const std::string> methods);

  // A method's own list decides if there is one, or else that of its service, or else that of everything else, or else
  // nobody may call it; but a service grpc.health.v1.Health without a list of its own is for everyone.
  // `method` is the full name, `names` those of CallerIdentities.
  bool Admits(absl::string_view method, absl::Span<const std::string> names) const;

 private:
  using Names = absl::flat_hash_set<std::string>;

  const Names* ListFor(absl::string_view method) const;

  absl::flat_hash_map<std::string, Names> allowed_;
};

// What is wrong with the keys of `allowed`, one message each: methods that the server does not have, with the nearest
// that it has, and methods that have several lists, by their full and by their short name.
std::vector<std::string> FaultsOfMethods(const std::map<std::string, std::vector<std::string>>& allowed,
                                         absl::Span<const std::string> methods);

// What a caller gets that is not admitted. Tells it no name but its own, which is CallerIdentities::display.
absl::Status CallerNotAllowed(absl::string_view method, absl::string_view display);

}  // namespace berth
