#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "core/catalog/catalog_loader.h"
#include "core/errors/error_report.h"
#include "gtest/gtest.h"
#include "server/catalog/catalog_file.h"
#include "server/catalog/catalog_holder.h"

namespace berth {
namespace {

class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text) : path_(absl::StrCat(testing::TempDir(), "/catalog.", getpid())) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~TemporaryFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(CatalogFileTest, TakesTheDefaultWithoutAPath) {
  const auto catalog = ReadCatalog("");
  ASSERT_TRUE(catalog.ok()) << catalog.status();
  EXPECT_NE((*catalog)->FindSku("gpu-l40s"), nullptr);
}

TEST(CatalogFileTest, ReadsTheSameFromAFile) {
  const TemporaryFile file{std::string(DefaultCatalogText())};
  const auto from_file = ReadCatalog(file.path());
  ASSERT_TRUE(from_file.ok()) << from_file.status();
  EXPECT_EQ((*from_file)->revision(), (*ReadCatalog(""))->revision());
}

TEST(CatalogFileTest, SaysWhatIsWrongWithTheFile) {
  struct Case {
    const char* name;
    std::string path;
    const char* message;
  };
  const std::vector<Case> cases = {
      {"missing", "/nonexistent/catalog", "cannot read `/nonexistent/catalog`: No such file or directory"},
      {"directory", "/", "cannot read `/`: Is a directory"},
      {"endless", "/dev/zero", "`/dev/zero` is larger than 64 MiB"},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    const auto catalog = ReadCatalog(test.path);
    ASSERT_FALSE(catalog.ok());
    EXPECT_EQ(catalog.status().message(), test.message);
    EXPECT_FALSE(ErrorReportOf(catalog.status()).has_value());
  }
}

TEST(CatalogFileTest, ReportsFaultsOfTheCatalog) {
  const std::vector<std::string> texts = {"", "skus {", "\xFF\xFE", "nonsense: 1"};
  for (const std::string& text : texts) {
    SCOPED_TRACE(text);
    const TemporaryFile file(text);
    const auto catalog = ReadCatalog(file.path());
    ASSERT_FALSE(catalog.ok());
    const auto report = ErrorReportOf(catalog.status());
    ASSERT_TRUE(report.has_value()) << catalog.status();
    EXPECT_EQ(report->violations(0).reason(), v1::ERROR_REASON_INVALID_CATALOG);
  }
}

TEST(CatalogHolderTest, SnapshotsOutliveAReplacement) {
  CatalogHolder holder(std::make_shared<CatalogIndex>(v1::Catalog(), "old"));
  const auto before = holder.Snapshot();
  holder.Replace(std::make_shared<CatalogIndex>(v1::Catalog(), "new"));
  EXPECT_EQ(before->revision(), "old");
  EXPECT_EQ(holder.Snapshot()->revision(), "new");
}

TEST(CatalogHolderTest, TellsWhenTheCatalogWasLoaded) {
  const absl::Time start = absl::Now();
  CatalogHolder holder(std::make_shared<CatalogIndex>(v1::Catalog(), "old"));
  const absl::Time first = holder.loaded_at();
  EXPECT_GE(first, start);
  absl::SleepFor(absl::Milliseconds(2));
  EXPECT_EQ(holder.loaded_at(), first);
  holder.Replace(std::make_shared<CatalogIndex>(v1::Catalog(), "new"));
  EXPECT_GT(holder.loaded_at(), first);
}

TEST(CatalogHolderTest, ReplacesUnderReaders) {
  CatalogHolder holder(std::make_shared<CatalogIndex>(v1::Catalog(), "0"));
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&holder] {
      int last = 0;
      while (last < 1000) {
        const int now = std::stoi(holder.Snapshot()->revision());
        ASSERT_GE(now, last);
        last = now;
      }
    });
  }
  for (int i = 1; i <= 1000; ++i) holder.Replace(std::make_shared<CatalogIndex>(v1::Catalog(), absl::StrCat(i)));
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace berth
