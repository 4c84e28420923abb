#include "tests/server/process/server_process.h"

#include <chrono>
#include <thread>

#include "absl/strings/str_cat.h"

namespace berth {
namespace {

constexpr auto kPoll = std::chrono::milliseconds(1);

std::vector<std::string> CommandLine(const std::vector<std::string>& arguments) {
  std::vector<std::string> argv = {BERTH_SERVER_PATH, absl::StrCat("--port_file=", kDirectory, "/port")};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return argv;
}

}  // namespace

ServerProcess::ServerProcess(const std::vector<std::string>& arguments) : process_(CommandLine(arguments)) {}

int ServerProcess::WaitForPort() {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (std::chrono::steady_clock::now() < deadline) {
    const std::string port = FileText(directory() + "/port");
    if (!port.empty()) return std::stoi(port);
    if (process_.HasEnded()) return 0;
    std::this_thread::sleep_for(kPoll);
  }
  return 0;
}

}  // namespace berth
