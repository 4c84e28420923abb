// Calls a function when the content behind one of its paths may have changed:
// written anew, replaced by rename, deleted and made again, reached through a
// symbolic link that now points elsewhere. By inotify on the directories, with a
// slow look at the files as a net. Reads no content. Thread-safe, but for Start and
// Stop.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "server/files/path_entries.h"

namespace berth {

// Why the function is called.
enum class FileEvent {
  kChanged,
  kRetried,  // Nothing changed; the last call asked for it.
  kNudged,
};

enum class FileVerdict {
  kSettled,
  kTryAgain,  // Call again after a while, even if nothing changes.
};

struct FileWatcherOptions {
  // From the first sign of a finished change to the call: files that are replaced together are seen together.
  std::chrono::milliseconds debounce{5};
  // How long a file that is being written, or that is gone, is left alone.
  std::chrono::milliseconds settle{1000};
  // The longest that unfinished changes may hold up the call.
  std::chrono::milliseconds patience{5000};
  // Between looks at the files where inotify stays silent, as on network file systems.
  std::chrono::milliseconds look{3000};
  std::chrono::milliseconds retry{1000};
  bool inotify = true;
};

class FileWatcher {
 public:
  using OnEvent = std::function<FileVerdict(FileEvent)>;

  // Notes changes from now on: construct it before the first reading of the files, so that none is missed.
  explicit FileWatcher(std::vector<std::string> paths, const FileWatcherOptions& options = {});
  ~FileWatcher();

  FileWatcher(const FileWatcher&) = delete;
  FileWatcher& operator=(const FileWatcher&) = delete;

  // Once. `on_event` runs on the watcher's own thread, one call at a time.
  void Start(OnEvent on_event);

  // Waits for a call under way; none comes after it. The destructor does the same.
  void Stop();

  // Calls the function soon, changed or not.
  void Nudge();

 private:
  using Clock = std::chrono::steady_clock;
  using Time = std::optional<Clock::time_point>;

  void Run();
  void Call(FileEvent event);
  // What a change has come to. A file that is gone, or whose attributes changed, says little if more is under way.
  enum class Progress { kNone, kGone, kTouched, kUnfinished, kFinished };
  static bool Outweighs(Progress next, Progress last);
  void Note(Progress progress);
  Progress ReadInotify();
  Progress ProgressOf(int watch, uint32_t mask, const std::string& name) const;
  // Watches the directories that matter now, and no others.
  void WatchDirectories();
  bool IdentitiesDiffer();
  void Wait();

  const std::vector<std::string> paths_;
  const FileWatcherOptions options_;
  OnEvent on_event_;
  int inotify_ = -1;
  int wake_ = -1;
  std::map<int, std::set<std::string>> watches_;  // Names of interest by inotify's watch.
  bool warned_ = false;
  std::vector<FileIdentity> identities_;
  Time due_;      // When to call for a change.
  Time pending_;  // Since when a change waits.
  Time retry_;
  Clock::time_point next_look_;
  std::atomic<bool> nudged_ = false;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace berth
