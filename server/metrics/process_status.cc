#include "server/metrics/process_status.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace berth {
namespace {

// Places of fields in /proc/self/stat, counted from the one behind the command's name (see proc(5), less three).
constexpr size_t kUserTicks = 11, kSystemTicks = 12, kStartTicks = 19, kVirtualBytes = 20, kResidentPages = 21;

std::string Contents(const char* path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

double Number(absl::string_view text) {
  double value = 0;
  return absl::SimpleAtod(text, &value) ? value : 0;
}

double BootTimeSeconds() {
  const std::string stat = Contents("/proc/stat");
  for (const absl::string_view line : absl::StrSplit(stat, '\n')) {
    if (absl::StartsWith(line, "btime ")) return Number(line.substr(6));
  }
  return 0;
}

double OpenFds() {
  std::error_code error;
  const std::filesystem::directory_iterator fds("/proc/self/fd", error);
  // Less the one that reads the directory.
  return error ? 0 : static_cast<double>(std::distance(fds, {}) - 1);
}

double MaxFds() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  if (limit.rlim_cur == RLIM_INFINITY) return std::numeric_limits<double>::infinity();
  return static_cast<double>(limit.rlim_cur);
}

}  // namespace

ProcessStatus ReadProcessStatus() {
  ProcessStatus status = {.open_fds = OpenFds(), .max_fds = MaxFds()};
  const std::string stat = Contents("/proc/self/stat");
  // The command's name may hold blanks and parentheses of its own.
  const size_t name_end = stat.rfind(") ");
  if (name_end == std::string::npos) return status;
  const std::vector<std::string> fields = absl::StrSplit(absl::string_view(stat).substr(name_end + 2), ' ');
  if (fields.size() <= kResidentPages) return status;
  const auto ticks_per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  status.cpu_seconds = (Number(fields[kUserTicks]) + Number(fields[kSystemTicks])) / ticks_per_second;
  status.resident_bytes = Number(fields[kResidentPages]) * static_cast<double>(sysconf(_SC_PAGESIZE));
  status.virtual_bytes = Number(fields[kVirtualBytes]);
  status.start_time_seconds = BootTimeSeconds() + Number(fields[kStartTicks]) / ticks_per_second;
  return status;
}

}  // namespace berth
