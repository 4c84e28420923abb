// How long calls of one method will be worked on, going by how long those of
// late were: in proportion to the request, since a batch is as much work as it
// has entries. No clock and no lock of its own.
#pragma once

#include <cstddef>

#include "absl/time/time.h"

namespace berth {

class ServiceTime {
 public:
  absl::Duration Expected(size_t request_bytes) const;
  void OnServed(size_t request_bytes, absl::Duration service);

 private:
  // Exponentially weighted means. Before the first call: what plans take.
  double seconds_ = 60e-6, bytes_ = 200;
  int calls_ = 0;  // That the means are made of, up to a bound.
};

}  // namespace berth
