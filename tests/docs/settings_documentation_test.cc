// docs/settings.md has a row for every setting, with its default, and no other.
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "server/config/setting_table.h"

namespace berth {
namespace {

// Default cells by name; a row has name, default and meaning.
std::map<std::string, std::string> DocumentedDefaults() {
  std::map<std::string, std::string> defaults;
  std::ifstream page(BERTH_SOURCE_DIR "/docs/settings.md");
  EXPECT_TRUE(page.is_open());
  for (std::string line; std::getline(page, line);) {
    if (!absl::StartsWith(line, "| `")) continue;
    const std::vector<std::string> cells = absl::StrSplit(line, '|');
    EXPECT_EQ(cells.size(), 5u) << line;
    if (cells.size() != 5) continue;
    const std::string name = absl::StrReplaceAll(absl::StripAsciiWhitespace(cells[1]), {{"`", ""}});
    EXPECT_TRUE(defaults.emplace(name, absl::StripAsciiWhitespace(cells[2])).second) << "twice: " << name;
    EXPECT_GT(absl::StripAsciiWhitespace(cells[3]).size(), 10u) << name;
  }
  return defaults;
}

TEST(SettingsDocumentationTest, ListsEverySettingWithItsDefault) {
  std::map<std::string, std::string> defaults = DocumentedDefaults();
  for (const Setting& setting : AllSettings()) {
    SCOPED_TRACE(setting.name);
    const auto row = defaults.find(std::string(setting.name));
    ASSERT_NE(row, defaults.end());
    const std::string value = setting.text(ServerConfig());
    // Its default depends on the machine.
    if (setting.name == "completion_queues") {
      EXPECT_EQ(row->second, "one per core, at least 4");
    } else {
      EXPECT_EQ(row->second, value.empty() ? "none" : absl::StrCat("`", value, "`"));
    }
    defaults.erase(row);
  }
  for (const auto& [name, value] : defaults) ADD_FAILURE() << "not a setting: " << name;
}

}  // namespace
}  // namespace berth
