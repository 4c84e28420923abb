#include "tests/process/background_process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "absl/strings/str_replace.h"

namespace berth {
namespace {

constexpr auto kPoll = std::chrono::milliseconds(2);
constexpr auto kPatience = std::chrono::minutes(1);

std::string NewDirectory() {
  std::string name = std::filesystem::temp_directory_path() / "berth_process_XXXXXX";
  return mkdtemp(name.data());
}

}  // namespace

BackgroundProcess::BackgroundProcess(std::vector<std::string> argv) : directory_(NewDirectory()) {
  std::vector<char*> words;
  words.reserve(argv.size() + 1);
  for (std::string& word : argv) {
    word = absl::StrReplaceAll(word, {{kDirectory, directory_}});
    words.push_back(word.data());
  }
  words.push_back(nullptr);
  const std::string output = directory_ + "/output";
  pid_ = fork();
  if (pid_ == 0) {
    const int file = open(output.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
    dup2(file, STDOUT_FILENO);
    dup2(file, STDERR_FILENO);
    execvp(words[0], words.data());
    _exit(127);
  }
}

BackgroundProcess::~BackgroundProcess() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, &wait_status_, 0);
  }
  std::filesystem::remove_all(directory_);
}

void BackgroundProcess::Signal(int signal) {
  if (pid_ > 0) kill(pid_, signal);
}

bool BackgroundProcess::HasEnded() {
  if (pid_ > 0 && waitpid(pid_, &wait_status_, WNOHANG) == pid_) pid_ = -1;
  return pid_ < 0;
}

std::optional<int> BackgroundProcess::WaitForExit() {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!HasEnded()) {
    if (std::chrono::steady_clock::now() > deadline) return std::nullopt;
    std::this_thread::sleep_for(kPoll);
  }
  if (!WIFEXITED(wait_status_)) return std::nullopt;
  return WEXITSTATUS(wait_status_);
}

std::string BackgroundProcess::Output() const { return FileText(directory_ + "/output"); }

bool BackgroundProcess::WaitForOutput(const std::string& text) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < deadline) {
    // Asked first: what it wrote before its end is there afterwards.
    const bool ended = HasEnded();
    if (Output().find(text) != std::string::npos) return true;
    if (ended) return false;
    std::this_thread::sleep_for(kPoll);
  }
  return false;
}

std::string FileText(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace berth
