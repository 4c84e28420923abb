#include "server/callers/caller_identities.h"

#include <string>
#include <utility>
#include <vector>

#include "grpc/grpc_security_constants.h"
#include "gtest/gtest.h"

namespace berth {
namespace {

using Properties = std::vector<std::pair<std::string, std::string>>;

struct NoProperty : grpc::AuthPropertyIterator {};

// A connection whose certificate has these properties.
class Peer final : public grpc::AuthContext {
 public:
  explicit Peer(Properties properties) : properties_(std::move(properties)) {}

  std::vector<grpc::string_ref> FindPropertyValues(const grpc::string& name) const override {
    std::vector<grpc::string_ref> values;
    for (const auto& [key, value] : properties_) {
      if (key == name) values.emplace_back(value.data(), value.size());
    }
    return values;
  }

  bool IsPeerAuthenticated() const override { return false; }
  std::vector<grpc::string_ref> GetPeerIdentity() const override { return {}; }
  std::string GetPeerIdentityPropertyName() const override { return ""; }
  grpc::AuthPropertyIterator begin() const override { return NoProperty(); }
  grpc::AuthPropertyIterator end() const override { return NoProperty(); }
  void AddProperty(const std::string&, const grpc::string_ref&) override {}
  bool SetPeerIdentityPropertyName(const std::string&) override { return false; }

 private:
  const Properties properties_;
};

TEST(CallerIdentitiesTest, AreTheNamesOfTheCertificate) {
  const std::string long_name(300, 'a');
  struct Case {
    const char* name;
    Properties properties;
    std::vector<std::string> names;
    std::string display;
  };
  const std::vector<Case> cases = {
      {"no certificate", {}, {}, ""},
      {"a common name is for people only", {{GRPC_X509_CN_PROPERTY_NAME, "ops"}}, {}, "cn:ops"},
      {"a URI is shown before others",
       {{GRPC_X509_CN_PROPERTY_NAME, "ops"},
        {GRPC_PEER_DNS_PROPERTY_NAME, "A.Example."},
        {GRPC_PEER_URI_PROPERTY_NAME, "spiffe://a/b"}},
       {"uri:spiffe://a/b", "dns:a.example"},
       "uri:spiffe://a/b"},
      {"every name counts",
       {{GRPC_PEER_IP_PROPERTY_NAME, "0:0:0:0:0:0:0:1"},
        {GRPC_PEER_DNS_PROPERTY_NAME, "a"},
        {GRPC_PEER_EMAIL_PROPERTY_NAME, "Who@Where"},
        {GRPC_PEER_DNS_PROPERTY_NAME, "b"}},
       {"dns:a", "dns:b", "email:Who@where", "ip:::1"},
       "dns:a"},
      {"control characters are shown escaped, and compared as they are",
       {{GRPC_PEER_DNS_PROPERTY_NAME, "a\nb"}},
       {"dns:a\nb"},
       "dns:a\\nb"},
      {"a long name is shown in part",
       {{GRPC_PEER_DNS_PROPERTY_NAME, long_name}},
       {"dns:" + long_name},
       ("dns:" + long_name).substr(0, 256)},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    const CallerIdentities identities = IdentitiesOf(Peer(test.properties));
    EXPECT_EQ(identities.names, test.names);
    EXPECT_EQ(identities.display, test.display);
  }
}

}  // namespace
}  // namespace berth
