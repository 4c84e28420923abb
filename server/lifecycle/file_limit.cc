#include "server/lifecycle/file_limit.h"

#include <sys/resource.h>

#include <algorithm>
#include <climits>

namespace berth {
namespace {

constexpr int kOtherFiles = 128;

}  // namespace

int RaiseFileLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return INT_MAX;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<int>(std::min<rlim_t>(limit.rlim_cur, INT_MAX));
}

int FilesFor(int connections) { return 2 * connections + kOtherFiles; }

}  // namespace berth
