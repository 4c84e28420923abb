#include "core/names/kubernetes_names.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace berth {
namespace {

struct NameCase {
  absl::string_view name;
  bool (*accepts)(absl::string_view);
  std::vector<std::string> legal;
  std::vector<std::string> illegal;
};

const std::string kLabel63(63, 'a');
const std::string kLabel64(64, 'a');
// Four labels of 62 characters and their dots are 251.
const std::string kFourLabels =
    std::string(62, 'a') + '.' + std::string(62, 'b') + '.' + std::string(62, 'c') + '.' + std::string(62, 'd');

const NameCase kNameCases[] = {
    {"DNS label", IsDnsLabel, {"a", "0", "a-b", kLabel63}, {"", "A", "-a", "a-", "a.b", "a_b", "ä", kLabel64, "a/b"}},
    {"DNS subdomain",
     IsDnsSubdomain,
     {"a", "a.b-c.d", kFourLabels, kFourLabels + ".e"},
     {"", ".", "a.", ".a", "a..b", "A.b", "a/b", kFourLabels + ".eee", kLabel64}},
    {"label value",
     IsLabelValue,
     {"", "a", "A_b-c.d", "0", kLabel63, "H100_NVLINK_80GB"},
     {"-a", "a-", "_a", "a.", "a b", "a/b", "@cf/meta/llama", "owner/name", "input:prediction:x", "é", kLabel64}},
    {"qualified name",
     IsQualifiedName,
     {"a", "nvidia.com/gpu", "berth.dev/deployable", "replicate/role", "A_b"},
     {"", "/", "a/", "/a", "a/b/c", "A.com/b", "a.com/-b", "a.com/" + kLabel64, "a com/b"}},
    {"environment variable",
     IsEnvVarName,
     {"A", "_a1", "a.b-c", ".a", "-a", std::string(253, 'a')},
     {"", ".", "..", "..a", "1a", "a=b", "a b", "a\n", "ä", std::string(254, 'a')}},
    {"mount path",
     IsMountPath,
     {"/a", "/dev/shm", "/a b"},
     {"", "/", "a", "a/b", "/a:b", "/a\n", std::string("/a\0", 3)}},
};

TEST(KubernetesNamesTest, LegalAndIllegalNames) {
  for (const NameCase& row : kNameCases) {
    SCOPED_TRACE(std::string(row.name));
    for (const std::string& name : row.legal) EXPECT_TRUE(row.accepts(name)) << name;
    for (const std::string& name : row.illegal) EXPECT_FALSE(row.accepts(name)) << name;
  }
}

TEST(QuantityTest, MemoryIsCanonical) {
  const std::pair<int, absl::string_view> rows[] = {
      {0, "0"},         {1, "1Mi"},          {50, "50Mi"},       {1023, "1023Mi"},
      {1024, "1Gi"},    {1536, "1536Mi"},    {737280, "720Gi"},  {1023 << 10, "1023Gi"},
      {1 << 20, "1Ti"}, {3 << 19, "1536Gi"}, {64 << 20, "64Ti"}, {1 << 30, "1Pi"}};
  for (const auto& [mib, quantity] : rows) EXPECT_EQ(MemoryQuantity(mib), quantity);
}

TEST(QuantityTest, CpuIsCanonical) {
  const std::pair<int, absl::string_view> rows[] = {
      {0, "0"},      {1, "1m"},        {999, "999m"},     {1000, "1"},         {1500, "1500m"},
      {48000, "48"}, {999'000, "999"}, {1'000'000, "1k"}, {1'500'000, "1500"}, {1'000'000'000, "1M"}};
  for (const auto& [millis, quantity] : rows) EXPECT_EQ(CpuQuantity(millis), quantity);
}

}  // namespace
}  // namespace berth
