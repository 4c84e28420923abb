#include "core/workers_ai/application_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "core/names/kubernetes_names.h"
#include "core/wire/wire.h"

namespace berth {
namespace {

// Without the suffix that the name of `id` must have; `(no suffix)` if it has none.
std::string BaseOf(const std::string& id) {
  const std::string name = ApplicationName(id);
  const std::string suffix = absl::StrCat("-", Sha256(id).substr(std::string("sha256:").size(), 8));
  return absl::EndsWith(name, suffix) ? std::string(absl::StripSuffix(name, suffix)) : "(no suffix)";
}

TEST(ApplicationNameTest, AnIdThatIsALegalNameStaysAsItIs) {
  const std::string ids[] = {"a",           "a-b",           "a--b",          "7b",
                             "llama-guard", "llama-3-8b-it", "cf-llama",      "cf",
                             "cf-a--b",     "xy-a-b",        "deadbeef",      "a-deadbee",
                             "a-deadbeef0", "a-deadbeeg",    "a-2f330ded-it", std::string(63, 'x')};
  for (const std::string& id : ids) EXPECT_EQ(ApplicationName(id), id);
}

TEST(ApplicationNameTest, AnIdOfAKnownScopeNeedsNoSuffix) {
  const std::pair<std::string, std::string> rows[] = {
      {"@cf/meta/llama-guard", "cf-meta-llama-guard"},
      {"@hf/thebloke/zephyr-7b", "hf-thebloke-zephyr-7b"},
      {"@cf/a/b", "cf-a-b"},
      {absl::StrCat("@cf/a/", std::string(58, 'x')), absl::StrCat("cf-a-", std::string(58, 'x'))},
  };
  for (const auto& [id, name] : rows) EXPECT_EQ(ApplicationName(id), name);
}

TEST(ApplicationNameTest, EveryOtherIdIsMadeLegalAndGetsASuffix) {
  const struct {
    const char* name;
    std::string id;
    std::string base;
  } cases[] = {
      {"a legal id that reads like a name of a known scope", "cf-meta-llama-guard", "cf-meta-llama-guard"},
      {"another scope", "@xy/meta/llama-guard", "xy-meta-llama-guard"},
      {"an owner with a dash", "@cf/a-b/c", "cf-a-b-c"},
      {"a name with a slash", "@cf/a/b/c", "cf-a-b-c"},
      {"a name that begins with a dash", "@cf/a/-b", "cf-a-b"},
      {"a scope alone", "@cf/llama", "cf-llama"},
      {"capitals in an owner", "@cf/Meta/llama", "cf-meta-llama"},
      {"a known scope and an end like a suffix", "@cf/a/b-2f330ded", "cf-a-b-2f330ded"},
      {"a known scope and 64 characters", absl::StrCat("@cf/a/", std::string(59, 'x')),
       absl::StrCat("cf-a-", std::string(49, 'x'))},
      {"a dot", "@cf/meta/llama-3.1-8b-instruct", "cf-meta-llama-3-1-8b-instruct"},
      {"capitals", "Llama", "llama"},
      {"a run of outside characters", "a@@/..b", "a-b"},
      {"a run with dashes around it", "a-.-b", "a-b"},
      {"a run with dashes in it", "a.--.b", "a-b"},
      {"dashes apart from a run", "a--b.c", "a--b-c"},
      {"outside characters at the ends", "/a/", "a"},
      {"dashes at the ends", "--a--", "a"},
      {"blanks", "a b", "a-b"},
      {"only outside characters", "@@@", "model"},
      {"only dashes", "---", "model"},
      {"nothing in ASCII", "模型", "model"},
      {"letters of other alphabets", "é-a-ü", "a"},
      {"an end like a suffix", "a-2f330ded", "a-2f330ded"},
      {"an end that becomes like a suffix", "a-2F330DED", "a-2f330ded"},
      {"64 characters", std::string(64, 'x'), std::string(54, 'x')},
      {"64 characters, cut at a dash", absl::StrCat(std::string(53, 'x'), "-", std::string(10, 'y')),
       std::string(53, 'x')},
      {"63 characters that end like a suffix", absl::StrCat(std::string(54, 'x'), "-2f330ded"), std::string(54, 'x')},
  };
  for (const auto& [name, id, base] : cases) {
    SCOPED_TRACE(name);
    EXPECT_EQ(BaseOf(id), base);
    EXPECT_TRUE(IsDnsLabel(ApplicationName(id))) << ApplicationName(id);
  }
  // First eight digits of SHA-256 over the id.
  EXPECT_EQ(ApplicationName("@cf/leonardo/phoenix-1.0"), "cf-leonardo-phoenix-1-0-c2662be1");
}

// Remembers whose name a name is.
class Names {
 public:
  void Add(const std::string& id) {
    const std::string name = ApplicationName(id);
    const auto [found, added] = ids_.try_emplace(name, id);
    EXPECT_TRUE(added || found->second == id) << "`" << id << "` and `" << found->second << "` are both " << name;
    EXPECT_TRUE(IsDnsLabel(name)) << name;
  }

 private:
  absl::flat_hash_map<std::string, std::string> ids_;
};

TEST(ApplicationNameTest, OneIdCannotTakeTheNameOfAnother) {
  Names names;
  for (const char* id : {"@cf/meta/llama-3.1-8b-instruct", "a.b", "@cf/a/b", "A-b", "a-b-", "---"}) {
    // The id itself, and whatever can be made of its name.
    std::string made = id;
    for (int i = 0; i < 4; ++i) {
      names.Add(made);
      names.Add(absl::StrCat("@cf/", made));
      made = ApplicationName(made);
    }
  }
  names.Add("@cf/meta/llama-3-1-8b-instruct-2f330ded");
}

void ForEachId(const std::string& alphabet, size_t length, const std::function<void(const std::string&)>& visit) {
  std::string id(length, alphabet.front());
  std::vector<size_t> digits(length, 0);
  while (true) {
    visit(id);
    size_t position = 0;
    while (position < length && ++digits[position] == alphabet.size()) digits[position++] = 0;
    if (position == length) return;
    for (size_t i = 0; i <= position; ++i) id[i] = alphabet[digits[i]];
  }
}

TEST(ApplicationNameTest, NoTwoShortIdsShareAName) {
  Names names;
  for (size_t length = 1; length <= 6; ++length) {
    ForEachId("aA-./@", length, [&](const std::string& id) { names.Add(id); });
  }
}

TEST(ApplicationNameTest, NoTwoShortIdsOfAKnownScopeShareAName) {
  Names names;
  for (size_t length = 1; length <= 6; ++length) {
    ForEachId("ab-./", length, [&](const std::string& tail) {
      for (const char* head : {"@cf/", "@cf-", "cf/", "cf-", "@cf"}) names.Add(head + tail);
    });
  }
}

TEST(ApplicationNameTest, NoTwoRandomIdsShareAName) {
  constexpr absl::string_view kConfusable = "aA0f-_./@ \xc3";
  std::mt19937 random(11);
  std::uniform_int_distribution<size_t> any(0, kConfusable.size() - 1);
  std::uniform_int_distribution<size_t> length(7, 70);
  Names names;
  for (int i = 0; i < 5000; ++i) {
    std::string id(length(random), ' ');
    for (char& c : id) c = kConfusable[any(random)];
    names.Add(id);
    names.Add(ApplicationName(id));
  }
}

}  // namespace
}  // namespace berth
