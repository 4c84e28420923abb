#include "tests/traffic/long_form.h"

#include <sched.h>

#include <cstdlib>

#include "absl/strings/string_view.h"

namespace berth {

bool IsLongForm() {
  const char* const form = std::getenv("TRAFFIC_FORM");
  return form != nullptr && absl::string_view(form) == "long";
}

void PinToCore(int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(static_cast<size_t>(core), &cores);
  static_cast<void>(sched_setaffinity(0, sizeof(cores), &cores));
}

}  // namespace berth
