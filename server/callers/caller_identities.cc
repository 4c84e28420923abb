#include "server/callers/caller_identities.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "grpc/grpc_security_constants.h"
#include "server/callers/caller_name.h"

namespace berth {
namespace {

constexpr size_t kMaxDisplayBytes = 256;
// What people expect to see comes first.
constexpr std::pair<const char*, const char*> kNameProperties[] = {{GRPC_PEER_URI_PROPERTY_NAME, "uri"},
                                                                   {GRPC_PEER_DNS_PROPERTY_NAME, "dns"},
                                                                   {GRPC_PEER_EMAIL_PROPERTY_NAME, "email"},
                                                                   {GRPC_PEER_IP_PROPERTY_NAME, "ip"}};

std::string Display(absl::string_view name) { return absl::CHexEscape(name).substr(0, kMaxDisplayBytes); }

}  // namespace

CallerIdentities IdentitiesOf(const grpc::AuthContext& context) {
  CallerIdentities identities;
  for (const auto& [property, type] : kNameProperties) {
    for (const grpc::string_ref& name : context.FindPropertyValues(property)) {
      identities.names.push_back(CallerNameOf(type, absl::string_view(name.data(), name.size())));
    }
  }
  if (!identities.names.empty()) {
    identities.display = Display(identities.names.front());
    return identities;
  }
  for (const grpc::string_ref& name : context.FindPropertyValues(GRPC_X509_CN_PROPERTY_NAME)) {
    identities.display = Display(absl::StrCat("cn:", absl::string_view(name.data(), name.size())));
  }
  return identities;
}

}  // namespace berth
