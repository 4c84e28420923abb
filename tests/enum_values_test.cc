// Every value of every enum of the API is sent by some test of the product: it
// stands in a golden answer, an example request or the default catalog, or else
// tests/enum_values.tsv names the test that sees it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "berth/v1/catalog.pb.h"
#include "berth/v1/placement_service.pb.h"
#include "core/catalog/catalog_loader.h"
#include "google/protobuf/descriptor.h"
#include "tests/named_tests.h"

namespace berth {
namespace {

using Names = std::set<std::string>;

void AddValues(const google::protobuf::FileDescriptor& file, Names& files, Names& values) {
  if (!absl::StartsWith(file.name(), "berth/v1/") || !files.insert(file.name()).second) return;
  for (int i = 0; i < file.dependency_count(); ++i) AddValues(*file.dependency(i), files, values);
  for (int i = 0; i < file.enum_type_count(); ++i) {
    const google::protobuf::EnumDescriptor& type = *file.enum_type(i);
    for (int j = 0; j < type.value_count(); ++j) {
      // What is not specified is never sent.
      if (type.value(j)->number() != 0) values.insert(type.value(j)->name());
    }
  }
}

Names DeclaredValues() {
  Names files;
  Names values;
  AddValues(*v1::PlanPlacementRequest::descriptor()->file(), files, values);
  AddValues(*v1::Catalog::descriptor()->file(), files, values);
  return values;
}

// The words of a text that may be names of enum values.
void AddWords(absl::string_view text, Names& words) {
  while (!text.empty()) {
    const auto is_word = [](char c) { return absl::ascii_isupper(c) || absl::ascii_isdigit(c) || c == '_'; };
    const auto* const begin = std::find_if(text.begin(), text.end(), is_word);
    const auto* const end = std::find_if_not(begin, text.end(), is_word);
    if (begin != end) words.emplace(begin, end);
    text.remove_prefix(end - text.begin());
  }
}

// In what is compared with the product's answers as a whole, in its requests, and in assertions that something is so.
Names ValuesInDocuments() {
  Names words;
  AddWords(DefaultCatalogText(), words);
  for (const char* directory : {"clients/examples", "tests/golden"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(SourcePath(directory))) {
      if (entry.path().extension() == ".yaml") AddWords(ReadText(entry.path()), words);
      if (entry.path().extension() != ".assert") continue;
      for (absl::string_view line : absl::StrSplit(ReadText(entry.path()), '\n')) {
        const absl::string_view assertion = line.substr(0, line.find("  # "));
        if (!absl::StartsWith(line, "#") && !absl::StrContains(assertion, " lacks ")) AddWords(assertion, words);
      }
    }
  }
  return words;
}

// Value to the tests that see it, each as `binary:Suite.Test`.
std::map<std::string, std::string> TestTable() {
  std::map<std::string, std::string> rows;
  for (absl::string_view line :
       absl::StrSplit(ReadText(SourcePath("tests/enum_values.tsv")), '\n', absl::SkipEmpty())) {
    if (absl::StartsWith(line, "#")) continue;
    const std::pair<std::string, std::string> cells = absl::StrSplit(line, absl::MaxSplits('\t', 1));
    EXPECT_TRUE(rows.insert(cells).second) << cells.first << " is there twice";
  }
  return rows;
}

TEST(EnumValuesTest, EachIsSentBySomeTest) {
  const Names seen = ValuesInDocuments();
  const auto table = TestTable();
  for (const std::string& value : DeclaredValues()) {
    if (seen.contains(value) || table.contains(value)) continue;
    ADD_FAILURE() << value << " is sent by no test: add one, or reserve the number";
  }
}

TEST(EnumValuesTest, TheTableNamesTestsThatExistAndNothingMore) {
  const Names declared = DeclaredValues();
  const Names seen = ValuesInDocuments();
  for (const auto& [value, test] : TestTable()) {
    EXPECT_TRUE(declared.contains(value)) << value << " is declared nowhere";
    EXPECT_FALSE(seen.contains(value)) << value << " stands in a document, and needs no test by name";
    const std::pair<std::string, std::string> name = absl::StrSplit(test, absl::MaxSplits(':', 1));
    EXPECT_EQ(FaultOfTest(name.first, name.second), "") << value << ": " << test;
  }
}

TEST(EnumValuesTest, SeesWhatIsDeclared) {
  const Names declared = DeclaredValues();
  for (const char* value : {"REASON_LEGACY", "ERROR_REASON_UNKNOWN_SKU", "BASIS_PLATFORM", "PLAN_VIEW_FULL"}) {
    EXPECT_TRUE(declared.contains(value)) << value;
  }
  EXPECT_FALSE(declared.contains("REASON_UNSPECIFIED"));
}

}  // namespace
}  // namespace berth
