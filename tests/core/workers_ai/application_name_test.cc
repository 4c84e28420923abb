#include "core/workers_ai/application_name.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/names/kubernetes_names.h"

namespace berth {
namespace {

TEST(ApplicationNameTest, KeepsWhatCanBeToldFromTheName) {
  EXPECT_EQ(ApplicationName("@cf/meta/llama-guard"), "cf-meta-llama-guard");
  EXPECT_EQ(ApplicationName("@hf/google/gemma--2"), "hf-google-gemma--2");
}

TEST(ApplicationNameTest, AddsAHashToWhatCannot) {
  // First eight digits of SHA-256 over the id.
  EXPECT_EQ(ApplicationName("@cf/meta/llama-3.1-8b-instruct").substr(0, 30), "cf-meta-llama-3-1-8b-instruct-");
  EXPECT_EQ(ApplicationName("abc"), "abc-ba7816bf");
}

TEST(ApplicationNameTest, DifferentIdsNeverShareAName) {
  const char* ids[] = {"@cf/meta/llama-3.1",  "@cf/meta/llama-3-1",  "@cf/meta/llama-3_1", "@cf/Meta/llama-3-1",
                       "@cf/meta-llama/3-1",  "@cf/meta/llama/3-1",  "cf/meta/llama-3-1",  "@cf/meta/llama-3-1-",
                       "@cf/meta/-llama-3-1", "@cf/meta/llama-3-1 ", "cf-meta-llama-3-1"};
  std::set<std::string> names;
  for (const char* id : ids) {
    const std::string name = ApplicationName(id);
    EXPECT_TRUE(names.insert(name).second) << id << ": " << name;
  }
}

TEST(ApplicationNameTest, IsAlwaysADnsLabel) {
  const std::vector<std::string> ids = {"@@@",
                                        "é",
                                        "---",
                                        absl::StrCat("@cf/meta/", std::string(200, 'x')),
                                        absl::StrCat("@cf/a/", std::string(57, 'x')),
                                        absl::StrCat("@cf/a/", std::string(58, 'x')),
                                        absl::StrCat(std::string(54, 'x'), "-.y")};
  for (const std::string& id : ids) EXPECT_TRUE(IsDnsLabel(ApplicationName(id))) << id << ": " << ApplicationName(id);
}

}  // namespace
}  // namespace berth
