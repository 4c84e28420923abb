#include "core/catalog/catalog_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/core/edited_catalog.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::MatchesRegex;
using testing::StartsWith;

std::string RevisionOf(absl::string_view text) {
  const auto loaded = LoadCatalog(text);
  return loaded.ok() ? (*loaded)->revision() : loaded.status().ToString();
}

TEST(CatalogLoaderTest, LoadsTheDefaultCatalog) {
  EXPECT_THAT(RevisionOf(DefaultCatalogText()), MatchesRegex("sha256:[0-9a-f]{64}"));
  EXPECT_EQ(RevisionOf(DefaultCatalogText()), DefaultIndex().revision());
}

// The second column is a text of the default catalog, the third what it is replaced by.
TEST(CatalogLoaderTest, TheRevisionIsThatOfTheContent) {
  const std::tuple<absl::string_view, absl::string_view, absl::string_view, bool> rows[] = {
      {"a comment", "skus {", "# more\nskus {", true},
      {"white space", "skus {", "skus   {", true},
      {"another order of fields", "shm_percent: 50\n    shm_mount_path: \"/dev/shm\"",
       "shm_mount_path: \"/dev/shm\" shm_percent: 50", true},
      {"another price", "nano_usd_per_second: 975000", "nano_usd_per_second: 975001", false},
      {"another source", "2026-11-21", "2026-11-22", false},
  };
  for (const auto& [name, before, after, same] : rows) {
    SCOPED_TRACE(std::string(name));
    const std::string text = absl::StrReplaceAll(DefaultCatalogText(), {{before, after}});
    ASSERT_NE(text, DefaultCatalogText());
    EXPECT_THAT(RevisionOf(text), StartsWith("sha256:"));
    EXPECT_EQ(RevisionOf(text) == DefaultIndex().revision(), same);
  }
}

struct SyntaxCase {
  absl::string_view name;
  std::string text;
  std::string message;
};

TEST(CatalogLoaderTest, ASyntaxErrorHasItsLine) {
  const SyntaxCase rows[] = {
      {"unknown field", "compute_units {\n  name: \"a\"\n  colour: 1\n}",
       "line 3, column 9: .*no field named \"colour\"."},
      {"unknown field at the top", "static_labels: 1", "line 1, column 14: .*no field named \"static_labels\"."},
      {"unknown enum name", "compute_units { status: COMPUTE_UNIT_STATUS_OLD }", "line 1, column 49: Unknown enum.*"},
      {"open brace", "compute_units {\n", "line 2, column 1: .*"},
      {"field twice", "compute_units { name: \"a\" name: \"b\" }", "line 1, column 31: .*specified multiple times."},
      {"number too large", "skus { compute_units_per_instance: 4294967296 }", "line 1, .*"},
      {"no text", std::string("\n\0\n", 3), "line 2, column 1: Invalid control characters.*"},
      {"not UTF-8", "\xff", "line 1, column 1: .*codepoint 255."},
      {"first of two", "a: 1\nb: 2\n", "line 1, column 2: .*\"a\"."},
  };
  for (const SyntaxCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    const absl::Status status = LoadCatalog(absl::string_view(row.text)).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(ViolationLines(status), ElementsAre("INVALID_CATALOG "));
    EXPECT_THAT(std::string(status.message()), MatchesRegex(row.message));
  }
}

TEST(CatalogLoaderTest, ValuesThatNoFieldCanHaveAreRefused) {
  const std::pair<absl::string_view, std::string> rows[] = {
      {"compute_units { name: \"\xff\" }", "MALFORMED_MESSAGE "},
      {"compute_units { name: \"\\377\" }", "MALFORMED_MESSAGE "},
      {"compute_units { status: 99 }", "UNKNOWN_ENUM_VALUE compute_units[0].status"},
  };
  for (const auto& [text, violation] : rows) {
    const absl::Status status = LoadCatalog(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(ViolationLines(status), ElementsAre(violation));
  }
}

TEST(CatalogLoaderTest, AnEmptyTextHasAllFaults) {
  for (const absl::string_view text : {"", "\n", "# nothing but a comment"}) {
    const Lines lines = MessageLines(LoadCatalog(text).status());
    EXPECT_GT(lines.size(), 20u);
    EXPECT_EQ(lines[0], "compute_units: there is none");
    EXPECT_EQ(lines[1], "providers: there is none");
    EXPECT_EQ(lines[2], "replicate.director.image: is not set");
  }
}

TEST(CatalogLoaderTest, ATextThatIsTooLargeIsNotParsed) {
  const std::string text(kMaxCatalogBytes + 1, ' ');
  EXPECT_THAT(MessageLines(LoadCatalog(absl::string_view(text)).status()),
              ElementsAre(": the catalog has 67108865 bytes, 67108864 are allowed"));
  EXPECT_THAT(ViolationLines(LoadCatalog(absl::string_view(text)).status()), ElementsAre("TOO_LARGE "));
}

}  // namespace
}  // namespace berth
