#include "server/files/file_watcher.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "spdlog/spdlog.h"

namespace berth {
namespace {

constexpr uint32_t kFinishedMask = IN_CLOSE_WRITE | IN_MOVED_TO;
constexpr uint32_t kUnfinishedMask = IN_CREATE | IN_MODIFY;
constexpr uint32_t kGoneMask = IN_DELETE | IN_MOVED_FROM;
constexpr uint32_t kDirectoryGoneMask = IN_DELETE_SELF | IN_MOVE_SELF;
constexpr size_t kEventBytes = size_t{16} << 10;

}  // namespace

FileWatcher::FileWatcher(std::vector<std::string> paths, const FileWatcherOptions& options)
    : paths_(std::move(paths)), options_(options), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (options_.inotify) inotify_ = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (options_.inotify && inotify_ < 0) {
    spdlog::warn("cannot watch files by inotify: {}; looking at them every {} ms instead",
                 std::generic_category().message(errno), options_.look.count());
  }
  WatchDirectories();
  IdentitiesDiffer();
}

FileWatcher::~FileWatcher() {
  Stop();
  if (inotify_ >= 0) close(inotify_);
  close(wake_);
}

void FileWatcher::Stop() {
  ending_ = true;
  static_cast<void>(eventfd_write(wake_, 1));
  if (thread_.joinable()) thread_.join();
}

void FileWatcher::Start(OnEvent on_event) {
  on_event_ = std::move(on_event);
  next_look_ = Clock::now() + options_.look;
  thread_ = std::thread([this] { Run(); });
}

void FileWatcher::Nudge() {
  nudged_ = true;
  static_cast<void>(eventfd_write(wake_, 1));
}

void FileWatcher::Run() {
  while (!ending_) {
    Wait();
    if (ending_) return;
    if (const Progress progress = ReadInotify(); progress != Progress::kNone) {
      // At once: what is made next may be made in a directory that is new itself.
      WatchDirectories();
      Note(progress);
    }
    const Clock::time_point now = Clock::now();
    if (now >= next_look_) {
      next_look_ = now + options_.look;
      WatchDirectories();
      if (IdentitiesDiffer()) Note(Progress::kGone);
    }
    if (nudged_.exchange(false)) {
      Call(FileEvent::kNudged);
    } else if (due_.has_value() && now >= *due_) {
      Call(FileEvent::kChanged);
    } else if (retry_.has_value() && now >= *retry_) {
      Call(FileEvent::kRetried);
    }
  }
}

void FileWatcher::Call(FileEvent event) {
  due_.reset();
  pending_.reset();
  retry_.reset();
  WatchDirectories();
  IdentitiesDiffer();
  if (on_event_(event) == FileVerdict::kTryAgain) retry_ = Clock::now() + options_.retry;
}

void FileWatcher::Note(Progress progress) {
  if (due_.has_value() && !Outweighs(progress, Progress::kUnfinished)) return;
  const Clock::time_point now = Clock::now();
  if (!pending_.has_value()) pending_ = now;
  const bool soon = progress == Progress::kFinished || progress == Progress::kTouched;
  due_ = std::min(now + (soon ? options_.debounce : options_.settle), *pending_ + options_.patience);
}

// A file that is written again is not finished, so that of two strong signs the later one counts.
bool FileWatcher::Outweighs(Progress next, Progress last) {
  const bool strong = next == Progress::kUnfinished || next == Progress::kFinished;
  return strong || (next != Progress::kNone && last == Progress::kNone);
}

FileWatcher::Progress FileWatcher::ReadInotify() {
  Progress progress = Progress::kNone;
  alignas(inotify_event) char buffer[kEventBytes];
  while (inotify_ >= 0) {
    const ssize_t bytes = read(inotify_, buffer, sizeof(buffer));
    if (bytes <= 0) break;
    for (ssize_t at = 0; at < bytes;) {
      inotify_event event = {};
      std::memcpy(&event, buffer + at, sizeof(event));
      const std::string name = event.len > 0 ? buffer + at + sizeof(event) : "";
      const Progress sign = ProgressOf(event.wd, event.mask, name);
      if (Outweighs(sign, progress)) progress = sign;
      at += static_cast<ssize_t>(sizeof(event) + event.len);
    }
  }
  return progress;
}

FileWatcher::Progress FileWatcher::ProgressOf(int watch, uint32_t mask, const std::string& name) const {
  if ((mask & IN_Q_OVERFLOW) != 0) return Progress::kGone;  // Anything may have happened.
  const auto names = watches_.find(watch);
  if (names == watches_.end()) return Progress::kNone;
  if ((mask & kDirectoryGoneMask) != 0) return Progress::kGone;
  if (!names->second.contains(name)) return Progress::kNone;
  if ((mask & kFinishedMask) != 0) return Progress::kFinished;
  if ((mask & kUnfinishedMask) != 0) return Progress::kUnfinished;
  return (mask & kGoneMask) != 0 ? Progress::kGone : Progress::kTouched;
}

void FileWatcher::WatchDirectories() {
  if (inotify_ < 0) return;
  constexpr uint32_t kMask = kFinishedMask | kUnfinishedMask | kGoneMask | kDirectoryGoneMask | IN_ATTRIB | IN_ONLYDIR;
  std::map<int, std::set<std::string>> watches;
  for (const std::string& path : paths_) {
    for (const PathEntry& entry : EntriesBehind(path)) {
      const int watch = inotify_add_watch(inotify_, entry.directory.c_str(), kMask);
      if (watch >= 0) {
        watches[watch].insert(entry.name);
      } else if (errno != ENOENT && errno != ENOTDIR && !std::exchange(warned_, true)) {
        spdlog::warn("cannot watch `{}` by inotify: {}; looking at it every {} ms instead", entry.directory,
                     std::generic_category().message(errno), options_.look.count());
      }
    }
  }
  for (const auto& [watch, names] : watches_) {
    if (!watches.contains(watch)) inotify_rm_watch(inotify_, watch);
  }
  watches_ = std::move(watches);
}

bool FileWatcher::IdentitiesDiffer() {
  std::vector<FileIdentity> identities;
  identities.reserve(paths_.size());
  for (const std::string& path : paths_) identities.push_back(IdentityOf(path));
  return std::exchange(identities_, identities) != identities;
}

void FileWatcher::Wait() {
  Clock::time_point until = next_look_;
  if (due_.has_value()) until = std::min(until, *due_);
  if (retry_.has_value()) until = std::min(until, *retry_);
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
  pollfd descriptors[] = {{.fd = wake_, .events = POLLIN, .revents = 0},
                          {.fd = inotify_, .events = POLLIN, .revents = 0}};
  poll(descriptors, std::size(descriptors), static_cast<int>(std::max<int64_t>(0, left.count())));
  eventfd_t count = 0;
  static_cast<void>(eventfd_read(wake_, &count));
}

}  // namespace berth
