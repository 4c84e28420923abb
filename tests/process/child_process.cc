#include "tests/process/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

extern char** environ;

namespace berth {
namespace {

constexpr size_t kMaxCaptured = size_t{64} << 20;

absl::Status Broken(const std::string& what, int error) {
  return absl::UnavailableError(absl::StrCat(what, ": ", std::generic_category().message(error)));
}

// Both ends close with the object.
class Pipe {
 public:
  Pipe() : good_(pipe2(ends_.data(), O_CLOEXEC) == 0) {}
  ~Pipe() {
    CloseRead();
    CloseWrite();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  bool good() const { return good_; }
  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void CloseRead() { Close(ends_[0]); }
  void CloseWrite() { Close(ends_[1]); }

 private:
  static void Close(int& end) {
    if (end >= 0) close(end);
    end = -1;
  }

  std::array<int, 2> ends_ = {-1, -1};
  bool good_;
};

std::vector<char*> Pointers(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

class Child {
 public:
  explicit Child(const ChildOptions& options) : options_(options), deadline_(absl::Now() + options.timeout) {}

  absl::StatusOr<ChildResult> Run() {
    if (!input_.good() || !output_.good() || !errors_.good()) return Broken("cannot make a pipe", errno);
    if (const int error = Start(); error != 0) return Broken(absl::StrCat("cannot run ", options_.argv[0]), error);
    input_.CloseRead();
    output_.CloseWrite();
    errors_.CloseWrite();
    // A child that closes its input early must not end the test.
    const auto previous = std::signal(SIGPIPE, SIG_IGN);
    Converse();
    static_cast<void>(std::signal(SIGPIPE, previous));
    Wait();
    return std::move(result_);
  }

 private:
  int Start() {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input_.read_end(), STDIN_FILENO);
    if (options_.output_file.empty()) {
      posix_spawn_file_actions_adddup2(&actions, output_.write_end(), STDOUT_FILENO);
    } else {
      posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, options_.output_file.c_str(), O_WRONLY, 0);
    }
    posix_spawn_file_actions_adddup2(&actions, errors_.write_end(), STDERR_FILENO);
    const std::vector<char*> argv = Pointers(options_.argv);
    const std::vector<char*> environment = Pointers(options_.environment);
    char* const* variables = options_.environment.empty() ? environ : environment.data();
    const int error = posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), variables);
    posix_spawn_file_actions_destroy(&actions);
    return error;
  }

  // Feeds and drains the child until both of its outputs are closed, or its time is over.
  void Converse() {
    fcntl(input_.write_end(), F_SETFL, O_NONBLOCK);
    if (options_.input.empty()) input_.CloseWrite();
    while (output_.read_end() >= 0 || errors_.read_end() >= 0) {
      std::array<pollfd, 3> ends = {pollfd{input_.write_end(), POLLOUT, 0}, pollfd{output_.read_end(), POLLIN, 0},
                                    pollfd{errors_.read_end(), POLLIN, 0}};
      const int64_t left = absl::ToInt64Milliseconds(deadline_ - absl::Now());
      if (left <= 0 || (poll(ends.data(), ends.size(), static_cast<int>(left)) < 0 && errno != EINTR)) {
        Kill();
        return;
      }
      if (ends[0].revents != 0) Feed();
      if (ends[1].revents != 0 && !Drain(output_.read_end(), result_.output)) output_.CloseRead();
      if (ends[2].revents != 0 && !Drain(errors_.read_end(), result_.errors)) errors_.CloseRead();
    }
  }

  void Feed() {
    const ssize_t written = write(input_.write_end(), options_.input.data() + fed_, options_.input.size() - fed_);
    if (written > 0) fed_ += static_cast<size_t>(written);
    const bool failed = written < 0 && errno != EAGAIN && errno != EINTR;
    if (failed || fed_ == options_.input.size()) input_.CloseWrite();
  }

  // False at the end of the stream.
  static bool Drain(int end, std::string& text) {
    std::array<char, 65536> chunk;
    const ssize_t got = read(end, chunk.data(), chunk.size());
    if (got < 0) return errno == EINTR || errno == EAGAIN;
    if (text.size() < kMaxCaptured) text.append(chunk.data(), static_cast<size_t>(got));
    return got > 0;
  }

  void Kill() {
    result_.timed_out = true;
    kill(pid_, SIGKILL);
  }

  // A child may close its outputs and run on.
  void Wait() {
    int status = 0;
    while (waitpid(pid_, &status, result_.timed_out ? 0 : WNOHANG) != pid_) {
      if (absl::Now() > deadline_) Kill();
      absl::SleepFor(absl::Milliseconds(1));
    }
    result_.exit_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }

  const ChildOptions& options_;
  absl::Time deadline_;
  Pipe input_;
  Pipe output_;
  Pipe errors_;
  pid_t pid_ = -1;
  size_t fed_ = 0;
  ChildResult result_;
};

}  // namespace

absl::StatusOr<ChildResult> RunChild(const ChildOptions& options) {
  if (options.argv.empty()) return absl::InvalidArgumentError("no program to run");
  return Child(options).Run();
}

}  // namespace berth
