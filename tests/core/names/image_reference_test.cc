#include "core/names/image_reference.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace berth {
namespace {

struct ImageCase {
  absl::string_view name;
  std::string image;
};

const std::string kDigest = absl::StrCat("sha256:", std::string(64, 'a'));

const ImageCase kLegal[] = {
    {"name alone", "ubuntu"},
    {"owner and tag", "acme/flux:3"},
    {"several path components", "a/b/c/d"},
    {"registry with port", "registry.example.com:5000/acme/flux"},
    {"registry by its port", "registry:5000/flux:1"},
    {"localhost", "localhost/x_y__z/a-b.c:V1"},
    {"upper case in a registry", "Registry.Example.com/acme/flux"},
    {"IPv4 registry", "10.0.0.1:5000/flux"},
    {"IPv6 registry", "[2001:db8::1]:5000/flux"},
    {"IPv6 registry without port", "[::1]/flux"},
    {"digest", absl::StrCat("acme/flux@", kDigest)},
    {"tag and digest", absl::StrCat("acme/flux:3@", kDigest)},
    {"SHA-512", absl::StrCat("acme/flux@sha512:", std::string(128, '0'))},
    {"dashes in a row", "a---b/c"},
    {"longest tag", absl::StrCat("a:", std::string(128, 'T'))},
    {"tag that begins with an underscore", "a:_1"},
    {"longest name", std::string(255, 'a')},
    {"63 hexadecimal digits", std::string(63, 'a')},
    {"64 hexadecimal digits below an owner", absl::StrCat("acme/", std::string(64, 'a'))},
};

const ImageCase kIllegal[] = {
    {"empty", ""},
    {"no last component", "x/"},
    {"no first component", "/x"},
    {"empty component", "a//b"},
    {"empty tag", "x:"},
    {"empty digest", "x@"},
    {"tag alone", ":1"},
    {"digest alone", absl::StrCat("@", kDigest)},
    {"upper case", "acme/FLUX.1-schnell:3"},
    {"upper case alone", "Ubuntu"},
    {"URL", "https://registry.example.com/acme/flux:3"},
    {"cut digest", "acme/flux@sha256:abcd"},
    {"upper-case digest", absl::StrCat("acme/flux@sha256:", std::string(64, 'A'))},
    {"unknown algorithm", absl::StrCat("acme/flux@md5:", std::string(32, 'a'))},
    {"digest without algorithm", absl::StrCat("acme/flux@", std::string(64, 'a'))},
    {"two digests", absl::StrCat("a@", kDigest, "@", kDigest)},
    {"two tags", "acme/flux:3:4"},
    {"tag of 129 characters", absl::StrCat("a:", std::string(129, 'a'))},
    {"tag that begins with a dash", "a:-1"},
    {"name of 256 characters", std::string(256, 'a')},
    {"image id", std::string(64, 'a')},
    {"three underscores", "a___b"},
    {"two dots", "a..b"},
    {"mixed separators", "a._b"},
    {"leading separator", "-a"},
    {"trailing separator", "acme/a-"},
    {"port without digits", "registry.example.com:/a"},
    {"port that is no number", "registry.example.com:x/a"},
    {"host that begins with a dash", "-a.example.com/a"},
    {"host with an underscore", "a_b.example.com/a"},
    {"open bracket", "[::1/a"},
    {"blank", "acme/ flux"},
    {"line break", "acme/flux\n"},
    {"NUL", std::string("acme/flux\0", 10)},
    {"beyond ASCII", "acme/flüx"},
};

TEST(ImageReferenceTest, Legal) {
  for (const ImageCase& row : kLegal) EXPECT_TRUE(IsImageReference(row.image)) << row.name << ": " << row.image;
}

TEST(ImageReferenceTest, Illegal) {
  for (const ImageCase& row : kIllegal) EXPECT_FALSE(IsImageReference(row.image)) << row.name << ": " << row.image;
}

}  // namespace
}  // namespace berth
