#include "server/callers/caller_name.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace berth {
namespace {

TEST(CallerNameTest, HasOneForm) {
  struct Case {
    const char* text;
    const char* expected;
  };
  const std::vector<Case> cases = {
      {"dns:Build.Example", "dns:build.example"},
      {"dns:build.example.", "dns:build.example"},
      {"uri:https://A.example/B", "uri:https://A.example/B"},
      {"uri:urn:x*y", "uri:urn:x*y"},
      {"spiffe://a.example/b", "uri:spiffe://a.example/b"},
      {"email:Some.One@Example.COM", "email:Some.One@example.com"},
      {"ip:127.0.0.1", "ip:127.0.0.1"},
      {"ip:0:0:0:0:0:0:0:1", "ip:::1"},
      {"ip:2001:DB8::1", "ip:2001:db8::1"},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.text);
    const auto name = ParseCallerName(test.text);
    ASSERT_TRUE(name.ok()) << name.status();
    EXPECT_EQ(*name, test.expected);
  }
}

TEST(CallerNameTest, SaysWhatIsWrong) {
  struct Case {
    const char* text;
    const char* message;
  };
  constexpr char kTypes[] = "does not begin with `dns:`, `uri:`, `spiffe://`, `email:` or `ip:`";
  const std::vector<Case> cases = {
      {"", kTypes},
      {"build.example", kTypes},
      {"DNS:build.example", kTypes},
      {"cn:someone", kTypes},
      {"dns:", "has no name after the colon"},
      {"spiffe://", "has no name after the slashes"},
      {"uri:spiffe://", "has no name after the slashes"},
      {"spiffe://a/*", "has a `*`, and names are compared as they are"},
      {"uri:x", "is no URI: it has no scheme"},
      {"email:nobody", "is no e-mail address"},
      {"dns:*.example", "has a `*`, and names are compared as they are"},
      {"ip:127.0.0.1/8", "is no IP address"},
      {"ip:localhost", "is no IP address"},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.text);
    EXPECT_EQ(ParseCallerName(test.text).status().message(), test.message);
  }
}

TEST(CallerNameTest, TakesNamesOfCertificatesAsTheyAre) {
  EXPECT_EQ(CallerNameOf("dns", "*.Example"), "dns:*.example");
  EXPECT_EQ(CallerNameOf("ip", absl::string_view("127.0.0.1\0x", 11)), std::string("ip:127.0.0.1\0x", 14));
  EXPECT_NE(CallerNameOf("dns", absl::string_view("a.example\0.evil", 15)), "dns:a.example");
}

}  // namespace
}  // namespace berth
