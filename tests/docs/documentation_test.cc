// docs/ lists every error reason, finding reason and rule, each in one row of a
// table whose first cell is the name in backquotes, and nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "berth/v1/error_reason.pb.h"
#include "berth/v1/placement.pb.h"
#include "clients/cli/exit_status.h"
#include "core/catalog/catalog_loader.h"
#include "core/errors/error_report.h"
#include "core/planner/catalog_info.h"
#include "tests/catalog_facts/rule_facts.h"

namespace berth {
namespace {

using ::testing::ContainerEq;

std::string ReadFile(absl::string_view path) {
  std::ifstream stream(absl::StrCat(BERTH_SOURCE_DIR, "/", path));
  EXPECT_TRUE(stream.is_open()) << path;
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

std::vector<std::string> Lines(const std::string& text) { return absl::StrSplit(text, '\n'); }

// The cells of a page's table rows, by the first cell: of all tables, or of those right below one heading.
using Rows = std::map<std::string, std::vector<std::string>>;

Rows RowsBelow(absl::string_view file, absl::string_view heading) {
  Rows rows;
  bool below = heading.empty();
  for (const std::string& line : Lines(ReadFile(absl::StrCat("docs/", file)))) {
    if (absl::StartsWith(line, "#") && !heading.empty()) below = line == heading;
    if (!below || !absl::StartsWith(line, "| `")) continue;
    std::vector<std::string> cells;
    for (const absl::string_view cell :
         absl::StrSplit(absl::StripSuffix(absl::string_view(line).substr(1), "|"), " |")) {
      cells.emplace_back(absl::StripAsciiWhitespace(cell));
    }
    if (cells.back().empty()) cells.pop_back();
    const std::string name = absl::StrReplaceAll(cells.front(), {{"`", ""}});
    EXPECT_TRUE(rows.emplace(name, std::move(cells)).second) << file << " has two rows for " << name;
  }
  return rows;
}

std::set<std::string> NamesOf(const Rows& rows) {
  std::set<std::string> names;
  for (const auto& [name, cells] : rows) {
    names.insert(name);
    EXPECT_GT(cells.size(), 1) << name;
  }
  return names;
}

// Names of an enum's values without their prefix, but for the one that is never sent.
std::set<std::string> ValueNames(const google::protobuf::EnumDescriptor& type, absl::string_view prefix) {
  std::set<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) names.emplace(absl::StripPrefix(type.value(i)->name(), prefix));
  }
  return names;
}

TEST(DocumentationTest, ErrorsListEveryReason) {
  EXPECT_THAT(NamesOf(RowsBelow("errors.md", "## Reasons of an error")),
              ContainerEq(ValueNames(*v1::ErrorReason_descriptor(), "ERROR_REASON_")));
}

TEST(DocumentationTest, ErrorsStateTheCodeOfEveryReason) {
  for (const auto& [name, cells] : RowsBelow("errors.md", "## Reasons of an error")) {
    v1::ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;
    ASSERT_TRUE(v1::ErrorReason_Parse(absl::StrCat("ERROR_REASON_", name), &reason)) << name;
    ASSERT_EQ(cells.size(), 4) << name;
    EXPECT_EQ(cells[1], absl::StrCat("`", absl::StatusCodeToString(CodeOf(reason)), "`")) << name;
  }
}

TEST(DocumentationTest, FindingsListEveryReason) {
  EXPECT_THAT(NamesOf(RowsBelow("errors.md", "## Reasons inside an answer")),
              ContainerEq(ValueNames(*v1::Reason_descriptor(), "REASON_")));
}

TEST(DocumentationTest, RulesListEveryRuleInItsWords) {
  const auto catalog = LoadCatalog(DefaultCatalogText());
  ASSERT_TRUE(catalog.ok()) << catalog.status();
  v1::GetCatalogInfoResponse info;
  GetCatalogInfo(**catalog, "test", info);
  std::map<std::string, std::string> rules;
  for (const v1::RuleInfo& rule : info.rules()) rules.emplace(rule.id(), rule.text());
  for (const auto& [id, text] : RuleFacts()) rules.emplace(id, absl::StrCat("by default: ", text));

  std::map<std::string, std::string> documented;
  for (const auto& [name, cells] : RowsBelow("rules.md", "")) {
    ASSERT_EQ(cells.size(), 3) << name;
    EXPECT_FALSE(cells[2].empty()) << name << " has no why";
    documented.emplace(name, absl::StrReplaceAll(cells[1], {{"\\<", "<"}}));
  }
  EXPECT_THAT(documented, ContainerEq(rules));
}

TEST(DocumentationTest, OperationsListsEveryExitStatusOfTheCommandLine) {
  const std::string operations = ReadFile("docs/operations.md");
  for (const ExitStatusRow& row : kExitStatuses) {
    const std::string line = absl::StrCat("\n| ", static_cast<int>(row.status), " | ", row.meaning, " |\n");
    EXPECT_TRUE(absl::StrContains(operations, line)) << line;
  }
}

TEST(DocumentationTest, ArchitectureNamesEveryPartOfCore) {
  const std::string architecture = ReadFile("docs/architecture.md");
  int parts = 0;
  for (const std::string& line : Lines(ReadFile("core/CMakeLists.txt"))) {
    if (!absl::StartsWith(line, "add_subdirectory(")) continue;
    const absl::string_view part = absl::StripSuffix(absl::StripPrefix(line, "add_subdirectory("), ")");
    EXPECT_TRUE(absl::StrContains(architecture, absl::StrCat("`core/", part, "`"))) << part;
    ++parts;
  }
  EXPECT_GT(parts, 5);
}

}  // namespace
}  // namespace berth
