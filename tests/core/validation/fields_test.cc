#include "core/validation/fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "berth/v1/workload.pb.h"
#include "tests/core/edited_catalog.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

TEST(RequireRangeTest, BothEndsBelongToIt) {
  Violations violations;
  RequireRange("r", 1, 1, 3, violations);
  RequireRange("r", 3, 1, 3, violations);
  EXPECT_TRUE(violations.empty());
  RequireRange("r", 0, 1, 3, violations);
  RequireRange("r", 4, 1, 3, violations);
  EXPECT_THAT(MessageLines(violations.ToStatus()), ElementsAre("r: `0` is not in 1 to 3", "r: `4` is not in 1 to 3"));
}

struct TextCase {
  absl::string_view name;
  std::string text;
  Lines lines;
};

TEST(RequireTextTest, RefusesWhatNobodyMeans) {
  const TextCase rows[] = {
      {"text", "v 1.2 é", {}},
      {"longest", std::string(512, 'a'), {}},
      {"empty", "", {"REQUIRED_FIELD_MISSING t"}},
      {"too long", std::string(513, 'a'), {"TOO_LARGE t"}},
      {"blank in front", " a", {"INVALID_FORMAT t"}},
      {"line break behind", "a\n", {"INVALID_FORMAT t"}},
      {"control character", "a\x01z", {"INVALID_FORMAT t"}},
      {"nothing but blanks", "  ", {"INVALID_FORMAT t"}},
  };
  for (const TextCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    Violations violations;
    RequireText("t", row.text, violations);
    EXPECT_THAT(ViolationLines(violations), ElementsAreArray(row.lines));
  }
}

TEST(RequireImageTest, RefusesWhatIsNoReference) {
  const TextCase rows[] = {
      {"shortest", "a", {}},
      {"registry, path, tag and digest", absl::StrCat("registry:5000/a/b-c_d:1.2@sha256:", std::string(64, '0')), {}},
      {"cut digest", "a@sha256:0f", {"INVALID_FORMAT t"}},
      {"too long a name", std::string(512, 'a'), {"INVALID_FORMAT t"}},
      {"empty", "", {"REQUIRED_FIELD_MISSING t"}},
      {"too long", std::string(513, 'a'), {"TOO_LARGE t"}},
      {"blank", "a b", {"INVALID_FORMAT t"}},
      {"dash in front", "-a", {"INVALID_FORMAT t"}},
      {"line break", "a\nb", {"INVALID_FORMAT t"}},
      {"other letters", "bär", {"INVALID_FORMAT t"}},
      {"a URL with a query", "https://a/b?c", {"INVALID_FORMAT t"}},
  };
  for (const TextCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    Violations violations;
    RequireImage("t", row.text, violations);
    EXPECT_THAT(ViolationLines(violations), ElementsAreArray(row.lines));
  }
}

TEST(ValidateEnvTest, ReportsEveryEntry) {
  const auto config = FromText<v1::DeployableConfig>(
      "env { name: 'A' value: 'x' } env { name: '1' } env { name: 'A' } env { } env { name: 'B' }");
  Violations violations;
  ValidateEnv("e", config.env(), violations);
  EXPECT_THAT(MessageLines(violations.ToStatus()),
              ElementsAre("e[1].name: `1` is no name of an environment variable", "e[2].name: `A` is there twice",
                          "e[3].name: `` is no name of an environment variable"));
}

TEST(ValidateEnvTest, RefusesNulInValues) {
  v1::DeployableConfig config;
  for (const auto& value : {std::string("abc\0def", 7), std::string("\0", 1), std::string("line\nbreak\x01")}) {
    v1::EnvVar& variable = *config.add_env();
    variable.set_name(absl::StrCat("A", config.env_size()));
    variable.set_value(value);
  }
  Violations violations;
  ValidateEnv("e", config.env(), violations);
  EXPECT_THAT(ViolationLines(violations), ElementsAre("INVALID_FORMAT e[0].value", "INVALID_FORMAT e[1].value"));
}

}  // namespace
}  // namespace berth
