#include "tests/server/process/server_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace berth {
namespace {

constexpr auto kPoll = std::chrono::milliseconds(5);

std::string Contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

ServerProcess::ServerProcess(const std::vector<std::string>& arguments) {
  std::string name = std::filesystem::temp_directory_path() / "berth_server_XXXXXX";
  directory_ = mkdtemp(name.data());
  std::vector<std::string> words = {BERTH_SERVER_PATH, "--port_file=" + directory_ + "/port"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const std::string output = directory_ + "/output";
  pid_ = fork();
  if (pid_ == 0) {
    const int file = open(output.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
    dup2(file, STDOUT_FILENO);
    dup2(file, STDERR_FILENO);
    execv(argv[0], argv.data());
    _exit(127);
  }
}

ServerProcess::~ServerProcess() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    Reap(0);
  }
  std::filesystem::remove_all(directory_);
}

bool ServerProcess::Reap(int options) {
  if (pid_ > 0 && waitpid(pid_, &wait_status_, options) == pid_) pid_ = -1;
  return pid_ < 0;
}

int ServerProcess::WaitForPort() {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < deadline) {
    const std::string port = Contents(directory_ + "/port");
    if (!port.empty()) return std::stoi(port);
    if (Reap(WNOHANG)) return 0;
    std::this_thread::sleep_for(kPoll);
  }
  return 0;
}

void ServerProcess::Signal(int signal) {
  if (pid_ > 0) kill(pid_, signal);
}

std::optional<int> ServerProcess::WaitForExit() {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!Reap(WNOHANG)) {
    if (std::chrono::steady_clock::now() > deadline) return std::nullopt;
    std::this_thread::sleep_for(kPoll);
  }
  if (!WIFEXITED(wait_status_)) return std::nullopt;
  return WEXITSTATUS(wait_status_);
}

std::string ServerProcess::Output() const { return Contents(directory_ + "/output"); }

}  // namespace berth
