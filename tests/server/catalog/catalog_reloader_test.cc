#include "server/catalog/catalog_reloader.h"

#include <filesystem>
#include <functional>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "core/catalog/catalog_loader.h"
#include "gtest/gtest.h"
#include "server/catalog/catalog_file.h"
#include "tests/server/files/temporary_directory.h"
#include "tests/server/log_lines.h"

namespace berth {
namespace {

namespace fs = std::filesystem;

// With other notes, so that the revision is another.
std::string ChangedCatalog() {
  return absl::StrReplaceAll(DefaultCatalogText(), {{"note: \"price\"", "note: \"another price\""}});
}

// The same entries, in the opposite order.
std::string ShuffledCatalog() {
  v1::Catalog catalog = (*LoadCatalog(DefaultCatalogText()))->catalog();
  std::reverse(catalog.mutable_compute_units()->pointer_begin(), catalog.mutable_compute_units()->pointer_end());
  std::reverse(catalog.mutable_skus()->pointer_begin(), catalog.mutable_skus()->pointer_end());
  return catalog.DebugString();
}

class CatalogReloaderTest : public testing::Test {
 protected:
  CatalogReloaderTest() { WriteTo(path_, DefaultCatalogText()); }

  std::string revision() const { return holder_.Snapshot()->revision(); }

  const TemporaryDirectory directory_;
  const std::string path_ = directory_ / "catalog";
  LogLines log_;
  CatalogHolder holder_{*ReadCatalog("")};
  std::vector<std::string> results_;
  CatalogReloader reloader_{path_, holder_, [this](ReloadResult result, const absl::Status& status) {
                              EXPECT_EQ(status.ok(), result != ReloadResult::kRefused) << status;
                              results_.emplace_back(NameOf(result));
                            }};
};

TEST_F(CatalogReloaderTest, TakesGoodCatalogsAndKeepsTheOldOneOtherwise) {
  struct Case {
    const char* name;
    std::function<void(const std::string& path)> change;
    const char* result;
    FileVerdict verdict;
    const char* log;
  };
  const std::string text(DefaultCatalogText());
  const std::vector<Case> cases = {
      {"changed", [](const auto& path) { WriteTo(path, ChangedCatalog()); }, "loaded", FileVerdict::kSettled,
       "is in force: revision "},
      {"same", [](const auto&) {}, "unchanged", FileVerdict::kSettled, "says the same as before"},
      {"shuffled", [](const auto& path) { WriteTo(path, ShuffledCatalog()); }, "unchanged", FileVerdict::kSettled,
       "says the same as before"},
      {"empty", [](const auto& path) { WriteTo(path, ""); }, "refused", FileVerdict::kSettled,
       "compute_units: there is none"},
      {"truncated", [&](const auto& path) { WriteTo(path, text.substr(0, text.size() / 2)); }, "refused",
       FileVerdict::kSettled, "has "},
      {"not text", [](const auto& path) { WriteTo(path, std::string("\xFF\xFE\0\x01", 4)); }, "refused",
       FileVerdict::kSettled, "has 1 fault"},
      {"invalid", [&](const auto& path) { WriteTo(path, text + "\nskus { name: \"gpu-x\" compute_unit: \"none\" }"); },
       "refused", FileVerdict::kSettled, "gpu-x"},
      {"vanished", [](const auto& path) { fs::remove(path); }, "refused", FileVerdict::kTryAgain,
       "No such file or directory"},
      {"a directory",
       [](const auto& path) {
         fs::remove(path);
         fs::create_directory(path);
       },
       "refused", FileVerdict::kTryAgain, "Is a directory"},
      {"huge", [](const auto& path) { fs::resize_file(path, kMaxCatalogBytes + 1); }, "refused", FileVerdict::kSettled,
       "is larger than 64 MiB"},
      {"a device",
       [](const auto& path) {
         fs::remove(path);
         fs::create_symlink("/dev/zero", path);
       },
       "refused", FileVerdict::kSettled, "is no regular file"},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    fs::remove_all(path_);
    WriteTo(path_, text);
    holder_.Replace(*ReadCatalog(""));
    const std::string before = revision();
    results_.clear();
    log_.Take();
    test.change(path_);
    EXPECT_EQ(reloader_.Reload(FileEvent::kChanged), test.verdict);
    EXPECT_EQ(absl::StrJoin(results_, ","), test.result);
    EXPECT_EQ(revision() != before, test.result == std::string("loaded"));
    const std::string log = log_.Take();
    EXPECT_TRUE(absl::StrContains(log, test.log)) << log;
    EXPECT_EQ(absl::StrContains(log, absl::StrCat("is refused: revision ", before, " stays in force")),
              test.result == std::string("refused"))
        << log;
  }
}

TEST_F(CatalogReloaderTest, LogsABoundedNumberOfFaultsAsSingleLines) {
  std::string text;
  for (int i = 0; i < 500; ++i) absl::StrAppend(&text, "skus { name: \"bad\\n", i, "\" }\n");
  WriteTo(path_, text);
  reloader_.Reload(FileEvent::kChanged);
  const std::vector<std::string> lines = absl::StrSplit(log_.Take(), '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 22);
  for (const std::string& line : lines) EXPECT_TRUE(absl::StartsWith(line, "error: catalog `")) << line;
  EXPECT_TRUE(absl::EndsWith(lines[20], "faults, of which these are the first 20")) << lines[20];
}

TEST_F(CatalogReloaderTest, TellsTheSameFaultAgainOnlyIfAsked) {
  fs::remove(path_);
  EXPECT_EQ(reloader_.Reload(FileEvent::kChanged), FileVerdict::kTryAgain);
  EXPECT_NE(log_.Take(), "");
  EXPECT_EQ(reloader_.Reload(FileEvent::kRetried), FileVerdict::kTryAgain);
  EXPECT_EQ(log_.Take(), "");
  EXPECT_EQ(absl::StrJoin(results_, ","), "refused");
  EXPECT_EQ(reloader_.Reload(FileEvent::kNudged), FileVerdict::kTryAgain);
  EXPECT_NE(log_.Take(), "");
  WriteTo(path_, ChangedCatalog());
  EXPECT_EQ(reloader_.Reload(FileEvent::kRetried), FileVerdict::kSettled);
  EXPECT_EQ(absl::StrJoin(results_, ","), "refused,refused,loaded");
}

}  // namespace
}  // namespace berth
