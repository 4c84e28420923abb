#include "server/files/file_watcher.h"

#include <sys/inotify.h>

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <thread>

#include "gtest/gtest.h"
#include "server/files/bounded_read.h"
#include "tests/server/files/temporary_directory.h"

namespace berth {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr auto kAtMost = std::chrono::seconds(30);
constexpr milliseconds kNever = std::chrono::hours(1);

// No net: what these tests see, inotify saw.
FileWatcherOptions Quick() { return {.settle = milliseconds(20), .look = kNever, .retry = kNever}; }

// Keeps what the watcher told, and what the file said at that moment.
class Witness {
 public:
  explicit Witness(std::string path) : path_(std::move(path)) {}

  FileWatcher::OnEvent OnEvent(FileVerdict verdict = FileVerdict::kSettled) {
    return [this, verdict](FileEvent event) {
      const auto text = ReadTextFile(path_, size_t{1} << 20, FileKind::kRegular);
      const std::lock_guard lock(mutex_);
      events_.push_back(event);
      last_text_ = text.ok() ? *text : "unreadable";
      changed_.notify_all();
      return verdict;
    };
  }

  // Whether the file said this when the watcher last called, within a generous time.
  bool Sees(const std::string& text) {
    return Waits([&] { return last_text_ == text; });
  }
  bool Counts(FileEvent event, int times) {
    return Waits([&] { return std::count(events_.begin(), events_.end(), event) >= times; });
  }
  std::vector<FileEvent> events() {
    const std::lock_guard lock(mutex_);
    return events_;
  }

 private:
  bool Waits(const std::function<bool()>& condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kAtMost, condition);
  }

  const std::string path_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<FileEvent> events_;
  std::string last_text_;
};

// A projected volume: the file is a link through `..data`, which is swapped.
void Project(const fs::path& directory, const std::string& generation, absl::string_view text) {
  fs::create_directory(directory / generation);
  WriteTo(directory / generation / "file", text);
  fs::create_directory_symlink(generation, directory / "..data_tmp");
  fs::rename(directory / "..data_tmp", directory / "..data");
}

struct Replacement {
  const char* name;
  std::function<void(const TemporaryDirectory&)> prepare;
  std::function<void(const TemporaryDirectory&)> replace;
  const char* path = "file";
};

void WriteOld(const TemporaryDirectory& directory) { WriteTo(directory / "file", "older"); }

std::vector<Replacement> Replacements() {
  return {
      {"written anew", WriteOld, [](const auto& directory) { WriteTo(directory / "file", "new"); }},
      {"renamed over", WriteOld, [](const auto& directory) { ReplaceBy(directory / "file", "new"); }},
      {"deleted and made again", WriteOld,
       [](const auto& directory) {
         fs::remove(directory / "file");
         WriteTo(directory / "file", "new");
       }},
      {"moved aside and made again", WriteOld,
       [](const auto& directory) {
         fs::rename(directory / "file", directory / "file~");
         WriteTo(directory / "file", "new");
       }},
      {"hard link", WriteOld,
       [](const auto& directory) {
         WriteTo(directory / "other", "new");
         fs::remove(directory / "file");
         fs::create_hard_link(directory / "other", directory / "file");
       }},
      {"made at last", [](const auto&) {}, [](const auto& directory) { WriteTo(directory / "file", "new"); }},
      {"directories made at last", [](const auto&) {},
       [](const auto& directory) {
         fs::create_directories(directory / "a/b");
         WriteTo(directory / "a/b/file", "new");
       },
       "a/b/file"},
      {"directory replaced",
       [](const auto& directory) {
         fs::create_directory(directory / "a");
         WriteTo(directory / "a/file", "older");
       },
       [](const auto& directory) {
         fs::rename(directory / "a", directory / "b");
         fs::create_directory(directory / "a");
         WriteTo(directory / "a/file", "new");
       },
       "a/file"},
      {"link moved",
       [](const auto& directory) {
         WriteTo(directory / "one", "older");
         WriteTo(directory / "two", "new");
         fs::create_symlink("one", directory / "file");
       },
       [](const auto& directory) {
         fs::create_symlink("two", directory / "link");
         fs::rename(directory / "link", directory / "file");
       }},
      {"target of a link written",
       [](const auto& directory) {
         fs::create_directory(directory / "elsewhere");
         WriteTo(directory / "elsewhere/target", "older");
         fs::create_symlink(directory / "elsewhere/target", directory / "file");
       },
       [](const auto& directory) { WriteTo(directory / "elsewhere/target", "new"); }},
      {"projected volume",
       [](const auto& directory) {
         Project(directory.path(), "..1", "older");
         fs::create_symlink("..data/file", directory / "file");
       },
       [](const auto& directory) {
         Project(directory.path(), "..2", "new");
         fs::remove_all(directory / "..1");
       }},
      {"linked directory moved",
       [](const auto& directory) {
         for (const char* generation : {"1", "2"}) fs::create_directory(directory / generation);
         WriteTo(directory / "1/file", "older");
         WriteTo(directory / "2/file", "new");
         fs::create_directory_symlink("1", directory / "current");
       },
       [](const auto& directory) {
         fs::create_directory_symlink("2", directory / "next");
         fs::rename(directory / "next", directory / "current");
       },
       "current/file"},
      {"seen twice in a row",
       [](const auto& directory) {
         Project(directory.path(), "..1", "older");
         fs::create_symlink("..data/file", directory / "file");
       },
       [](const auto& directory) {
         Project(directory.path(), "..2", "newer");
         fs::remove_all(directory / "..1");
         WriteTo(directory / "..2/file", "new");
       }},
  };
}

TEST(FileWatcherTest, SeesEveryKindOfReplacement) {
  for (const Replacement& test : Replacements()) {
    SCOPED_TRACE(test.name);
    const TemporaryDirectory directory;
    test.prepare(directory);
    Witness witness(directory / test.path);
    FileWatcher watcher({directory / test.path}, Quick());
    watcher.Start(witness.OnEvent());
    test.replace(directory);
    EXPECT_TRUE(witness.Sees("new"));
  }
}

TEST(FileWatcherTest, SeesThemWithoutInotify) {
  for (const Replacement& test : Replacements()) {
    SCOPED_TRACE(test.name);
    const TemporaryDirectory directory;
    test.prepare(directory);
    Witness witness(directory / test.path);
    FileWatcher watcher({directory / test.path},
                        {.settle = milliseconds(1), .look = milliseconds(5), .retry = kNever, .inotify = false});
    watcher.Start(witness.OnEvent());
    test.replace(directory);
    EXPECT_TRUE(witness.Sees("new"));
  }
}

TEST(FileWatcherTest, SeesWhatChangedBeforeItStarted) {
  const TemporaryDirectory directory;
  WriteOld(directory);
  Witness witness(directory / "file");
  FileWatcher watcher({directory / "file"}, Quick());
  ReplaceBy(directory / "file", "new");
  watcher.Start(witness.OnEvent());
  EXPECT_TRUE(witness.Sees("new"));
}

TEST(FileWatcherTest, SeesAVanishedFileAndItsReturn) {
  const TemporaryDirectory directory;
  fs::create_directory(directory / "a");
  WriteTo(directory / "a/file", "older");
  Witness witness(directory / "a/file");
  FileWatcher watcher({directory / "a/file"}, Quick());
  watcher.Start(witness.OnEvent());
  fs::remove_all(directory / "a");
  EXPECT_TRUE(witness.Sees("unreadable"));
  fs::create_directory(directory / "a");
  WriteTo(directory / "a/file", "new");
  EXPECT_TRUE(witness.Sees("new"));
}

TEST(FileWatcherTest, LeavesAFileAloneThatIsBeingWritten) {
  const TemporaryDirectory directory;
  WriteOld(directory);
  Witness witness(directory / "file");
  FileWatcher watcher({directory / "file"}, {.settle = kNever, .patience = kNever, .look = kNever, .retry = kNever});
  watcher.Start(witness.OnEvent());
  std::ofstream file(directory / "file");
  for (int i = 0; i < 10; ++i) {
    file << i << std::flush;
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_EQ(witness.events(), std::vector<FileEvent>());
  file.close();
  EXPECT_TRUE(witness.Sees("0123456789"));
  EXPECT_EQ(witness.events(), std::vector<FileEvent>{FileEvent::kChanged});
}

TEST(FileWatcherTest, LosesPatienceWithAFileThatIsNeverFinished) {
  const TemporaryDirectory directory;
  WriteOld(directory);
  Witness witness(directory / "file");
  FileWatcher watcher({directory / "file"}, {.settle = kNever, .patience = milliseconds(50), .look = kNever});
  watcher.Start(witness.OnEvent());
  std::ofstream file(directory / "file");
  file << "half" << std::flush;
  EXPECT_TRUE(witness.Sees("half"));
}

TEST(FileWatcherTest, IgnoresTheNeighbours) {
  const TemporaryDirectory directory;
  WriteOld(directory);
  Witness witness(directory / "file");
  FileWatcher watcher({directory / "file"}, Quick());
  watcher.Start(witness.OnEvent());
  for (int i = 0; i < 10; ++i) {
    ReplaceBy(directory / "neighbour", "new");
    std::this_thread::sleep_for(milliseconds(5));
  }
  watcher.Nudge();
  ASSERT_TRUE(witness.Counts(FileEvent::kNudged, 1));
  EXPECT_EQ(witness.events(), std::vector<FileEvent>{FileEvent::kNudged});
}

TEST(FileWatcherTest, CallsAgainWhenToldTo) {
  const TemporaryDirectory directory;
  WriteOld(directory);
  Witness witness(directory / "file");
  FileWatcher watcher({directory / "file"}, {.look = kNever, .retry = milliseconds(1)});
  watcher.Start(witness.OnEvent(FileVerdict::kTryAgain));
  watcher.Nudge();
  EXPECT_TRUE(witness.Counts(FileEvent::kRetried, 3));
}

TEST(FileWatcherTest, SurvivesMoreEventsThanInotifyKeeps) {
  size_t limit = 0;
  std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> limit;
  if (limit == 0 || limit > 50'000) GTEST_SKIP() << "the queue holds " << limit << " events: too many to fill";
  const TemporaryDirectory directory;
  WriteOld(directory);
  Witness witness(directory / "file");
  FileWatcher watcher({directory / "file"}, Quick());
  // Before it starts, nobody empties the queue.
  for (size_t i = 0; i <= limit / 2; ++i) {
    fs::rename(directory / (i % 2 == 0 ? "file" : "other"), directory / (i % 2 == 0 ? "other" : "file"));
  }
  ReplaceBy(directory / "file", "new");
  watcher.Start(witness.OnEvent());
  EXPECT_TRUE(witness.Sees("new"));
  ReplaceBy(directory / "file", "newer");
  EXPECT_TRUE(witness.Sees("newer"));
}

TEST(FileWatcherTest, SeesMostOfAStorm) {
  const TemporaryDirectory directory;
  WriteOld(directory);
  Witness witness(directory / "file");
  FileWatcher watcher({directory / "file"}, Quick());
  watcher.Start(witness.OnEvent());
  for (int i = 0; i < 200; ++i) {
    ReplaceBy(directory / "file", std::to_string(i));
    ASSERT_TRUE(witness.Sees(std::to_string(i)));
  }
}

TEST(FileWatcherTest, CallsNoMoreAfterStop) {
  const TemporaryDirectory directory;
  WriteOld(directory);
  FileWatcher watcher({directory / "file"}, Quick());
  bool stopped = false;
  watcher.Start([&stopped](FileEvent) {
    EXPECT_FALSE(stopped);
    return FileVerdict::kTryAgain;
  });
  ReplaceBy(directory / "file", "new");
  watcher.Stop();
  stopped = true;
  watcher.Nudge();
  ReplaceBy(directory / "file", "newer");
  watcher.Stop();
}

TEST(FileWatcherTest, EndsWithoutHavingStarted) { const FileWatcher watcher({"/nonexistent/file", "", "relative"}); }

}  // namespace
}  // namespace berth
