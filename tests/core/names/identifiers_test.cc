#include "core/names/identifiers.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace berth {
namespace {

struct SkuNameCase {
  absl::string_view unit;
  int count;
  absl::string_view name;
};

constexpr SkuNameCase kSkuNames[] = {
    {"cpu", 1, "cpu"},
    {"gpu-t4", 1, "gpu-t4"},
    {"gpu-a100", 2, "gpu-2x-a100"},
    {"gpu-a100-80g", 8, "gpu-8x-a100-80g"},
    {"cpu", 4, "4x-cpu"},
};

TEST(SkuNameTest, IsTheUnitWithTheCount) {
  for (const SkuNameCase& row : kSkuNames) EXPECT_EQ(CanonicalSkuName(row.unit, row.count), row.name);
}

TEST(SkuNameTest, SplitsIntoUnitAndCount) {
  for (const SkuNameCase& row : kSkuNames) {
    SCOPED_TRACE(std::string(row.name));
    const auto split = SplitSkuName(row.name);
    ASSERT_EQ(split.has_value(), row.count != 1);
    if (!split.has_value()) continue;
    EXPECT_EQ(split->compute_unit, row.unit);
    EXPECT_EQ(split->count, row.count);
  }
}

TEST(SkuNameTest, OnlyCanonicalNamesSplit) {
  for (const absl::string_view name :
       {"", "gpu-", "gpu-x-a100", "gpu-ax-a100", "gpu-2-a100", "x-", "gpu-2y-a100", "gpu-99999999999x-a100",
        "gpu-02x-a100", "gpu-+2x-a100", "gpu- 2x-a100", "gpu-2 x-a100", "gpu-1x-a100", "2x-gpu-a100"}) {
    EXPECT_FALSE(SplitSkuName(name).has_value()) << name;
  }
}

struct IdCase {
  absl::string_view name;
  std::string id;
  // Empty: malformed.
  std::string digits;
};

TEST(ImageIdTest, LosesItsPrefixAndItsCapitals) {
  const std::string digits = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  const IdCase rows[] = {
      {"bare", digits, digits},
      {"with prefix", "sha256:" + digits, digits},
      {"capitals", "0123456789ABCDEF" + digits.substr(16), digits},
      {"prefix twice", "sha256:sha256:" + digits, ""},
      {"prefix in capitals", "SHA256:" + digits, ""},
      {"other algorithm", "sha512:" + digits, ""},
      {"one digit short", digits.substr(1), ""},
      {"one digit long", digits + "0", ""},
      {"no hexadecimal digit", "g" + digits.substr(1), ""},
      {"blank", " " + digits.substr(1), ""},
      {"empty", "", ""},
      {"prefix only", "sha256:", ""},
  };
  for (const IdCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    EXPECT_EQ(ParseImageId(row.id).value_or(""), row.digits);
  }
}

TEST(UuidTest, LosesItsDashesAndItsCapitals) {
  const std::string digits = "3f2b8c1e9a474d6f8b125c7e90a1d2f4";
  const IdCase rows[] = {
      {"bare", digits, digits},
      {"with dashes", "3f2b8c1e-9a47-4d6f-8b12-5c7e90a1d2f4", digits},
      {"capitals", "3F2B8C1E-9A47-4D6F-8B12-5C7E90A1D2F4", digits},
      {"dashes elsewhere", "3f2b-8c1e9a47-4d6f-8b12-5c7e90a1d2f4", ""},
      {"some dashes", "3f2b8c1e-9a474d6f8b125c7e90a1d2f4", ""},
      {"a dash for a digit", "3f2b8c1e-9a47-4d6f-8b12-5c7e90a1d2-4", ""},
      {"in braces", absl::StrCat("{", digits, "}"), ""},
      {"one digit short", digits.substr(1), ""},
      {"no hexadecimal digit", "g" + digits.substr(1), ""},
      {"empty", "", ""},
  };
  for (const IdCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    EXPECT_EQ(ParseUuid(row.id).value_or(""), row.digits);
  }
}

}  // namespace
}  // namespace berth
